// Chain: a journal made by a test: founded, filled and signed as a keeper would.
#pragma once

#include "fake_service.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/journal/bundle.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::cli_test {

class Chain {
public:
    explicit Chain(const std::string& environment = "trying");

    void add(journal::Kind kind,
             std::vector<journal::Field> fields = {},
             std::optional<claims::Origin> origin = std::nullopt);
    void add_checkpoint();

    // Bytes of all entries, to be changed by a test that forges.
    std::vector<Bytes> entries;
    // Of the last entry; the next one comes a second later.
    std::uint64_t wall_ms = 1'795'300'000'000;

    [[nodiscard]] std::string verifier_key() const { return key_.str(); }
    [[nodiscard]] std::string bundle() const;
    // Answers JournalAsk as a keeper does, a checkpoint included.
    void serve_on(FakeService& service, std::uint64_t page_max = operate::entries_max);

private:
    SystemRandom random_;
    crypto::SigningSeed seed_;
    journal::VerifierKey key_;
    claims::Provenance provenance_;
    journal::Tree tree_;
    Digest previous_{};
};

claims::Origin node_origin();

// Founded, an act, an intent with its outcome, a refusal, a checkpoint: six entries.
Chain usual_chain();

}  // namespace sealwright::cli_test
