// Tokens: the token processes as the keeper's core sees them.
//
// An ask goes to a token and its answer comes back later, or never: `next` waits for any answer
// until a deadline. A token that missed a deadline is left out (`leave_out`) until a side probe has
// answered, which is the implementation's business. Process: keeper; the tests' own implementation
// is tests/support. Spec: docs/protocol/token.md.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/crypto/seal.hpp"
#include "sealwright/hsm/envelope.hpp"
#include "sealwright/hsm/messages.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::hsm::client {

// A token that is logged in, has its key and is not left out.
struct ReadyToken {
    std::size_t number = 0;
    TokenKey key;
};

struct TokenAnswer {
    std::size_t number = 0;
    std::uint64_t correlation = 0;
    WipedBytes outputs;     // Empty when the token refused,
    std::string refused{};  // and then its reason, for people, and as an error code.
    std::uint16_t refusal_code = 0;
};

// The keeper's place in its journal, which every ask carries.
struct Place {
    std::uint64_t run = 0;
    std::uint64_t sequence = 0;
};

class Tokens {
public:
    virtual ~Tokens() = default;

    virtual std::vector<ReadyToken> ready() = 0;
    // How many `ready` would name; asked for every ask, so without making the list.
    virtual std::size_t ready_count() { return ready().size(); }
    virtual void ask(std::size_t number, std::uint64_t correlation, const PrfAsk& ask) = 0;
    virtual std::optional<TokenAnswer> next(std::uint64_t deadline_ms) = 0;
    virtual void leave_out(std::size_t number) = 0;
};

}  // namespace sealwright::hsm::client
