// CardProcess: the child that drives a person's card, for as long as one command lasts.
//
// A vendor's module never comes into this process: `sealwright-token` beside this program loads it,
// over one socket of which nobody else has an end. The child gets the PIN once, no variable but
// those of the card's file, and no terminal; it is ended with us. Each exchange has a deadline, and
// a child that missed one is killed. Process: cli. Spec: docs/protocol/token.md section 8.
#pragma once

#include "sealwright/hsm/card_messages.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/person/card_file.hpp"
#include "sealwright/person/signer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sealwright::cli {

class CardProcess {
public:
    // `aside` is a folder that the child may make, for copies of SoftHSM's files.
    static Result<std::unique_ptr<CardProcess>> start(const person::CardPlace& place,
                                                      const std::string& aside);
    ~CardProcess();
    CardProcess(const CardProcess&) = delete;
    CardProcess& operator=(const CardProcess&) = delete;

    Result<hsm::Card> look() { return ask<hsm::Card>(hsm::CardAsk{}, open_ms); }
    Result<hsm::Card> login(WipedBytes pin) {
        return ask<hsm::Card>(hsm::CardLoginAsk{std::move(pin)}, act_ms);
    }
    Result<hsm::Card> make_key() { return ask<hsm::Card>(hsm::CardMakeAsk{}, act_ms); }
    Result<crypto::Signature> sign(const person::Statement& statement);

private:
    // SoftHSM's folder alone may take ten seconds to be free; somebody may have to touch a card.
    static constexpr std::uint64_t open_ms = 20'000;
    static constexpr std::uint64_t act_ms = 60'000;

    CardProcess(int pid, Descriptor socket)
        : pid_(pid), connection_(std::in_place, std::move(socket)) {}

    template <class Answer, class Ask>
    Result<Answer> ask(const Ask& ask, std::uint64_t within_ms) {
        TRY(frame, exchange(Ask::type, wire::encode(ask), Answer::type, within_ms));
        return wire::decode<Answer>(frame.body);
    }
    Result<ipc::Frame> exchange(std::uint16_t type,
                                View body,
                                std::uint16_t answer_type,
                                std::uint64_t within_ms);
    bool reap();

    int pid_;
    std::optional<ipc::Connection> connection_;
    std::uint64_t correlation_ = 0;
};

}  // namespace sealwright::cli
