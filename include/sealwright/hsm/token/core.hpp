// Core: what a token process answers to each ask in each state.
//
// Pure: the token is a KeyRoom, the ledger and the clock are arguments. It answers a context only
// when that is canonical and names this token, this key generation and this environment, only from
// a place in the keeper's journal that does not fall, and only within its Allowance; a refused ask
// leaves no trace in the ledger. It makes a key for an EnrolAsk and for nothing else, and tries one
// PIN in its life once that was refused. Process: token. Limits: 1,024 contexts an ask. Spec:
// docs/protocol/token.md.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/crypto/sealed_box.hpp"
#include "sealwright/hsm/answering.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/hsm/token/allowance.hpp"
#include "sealwright/hsm/token/key_room.hpp"
#include "sealwright/hsm/token/ledger.hpp"

#include <string>
#include <vector>

namespace sealwright::hsm::token {

struct CoreSettings {
    std::string name;
    std::string environment;
    std::size_t pin_size_min = 1;
    AllowanceRule allowance{};
};

class Core {
public:
    Core(CoreSettings settings, KeyRoom& room, Ledger& ledger, const Clock& clock);

    // Learns who the token is; afterwards it waits for a PIN, or is broken.
    void begin();

    // An unusable PIN is an error and changes nothing; whatever the module says of it is a state.
    Result<void> login(const PinEntry& pin);

    // Why it waits, for a source of the PIN that failed before `login`.
    void explain(const Error& why) { detail_ = why.sentence(); }

    Result<Answer> answer(std::uint16_t type, View body);

    [[nodiscard]] TokenState state() const { return state_; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    [[nodiscard]] Status status() const;

private:
    static std::span<const AskRow<Core>> rows();

    Result<Answer> answer_status(View body);
    Result<Answer> answer_enrol(View body);
    Result<Answer> answer_login(View body);
    Result<Answer> answer_prf(View body);
    Result<Answer> answer_stop(View body);

    [[nodiscard]] Answer status_answer() const;
    Result<ShareContext> check_context(View context) const;
    Result<void> check_allowance(std::span<const ShareContext> contexts);
    void record(const PrfAsk& ask);
    void found(std::uint32_t generation);
    void broke(const Error& why);

    CoreSettings settings_;
    KeyRoom& room_;
    Ledger& ledger_;
    const Clock& clock_;
    Allowance allowance_;
    crypto::SealedBox box_;

    TokenState state_ = TokenState::waiting_for_pin;
    TokenIdentity identity_;
    std::uint32_t generation_ = 0;
    Digest key_id_{};
    std::string detail_;
    Place last_;
    bool stopping_ = false;
};

}  // namespace sealwright::hsm::token
