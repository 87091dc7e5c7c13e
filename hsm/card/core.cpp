#include "sealwright/hsm/card/core.hpp"

#include "sealwright/hsm/card/errors.hpp"
#include "sealwright/hsm/errors.hpp"
#include "sealwright/person/statement.hpp"

#include <algorithm>
#include <array>

namespace sealwright::hsm::card {
namespace {

constexpr std::uint32_t always =
    states({CardState::waiting_for_pin, CardState::no_key, CardState::ready});

constexpr std::array asks{CardAsk::type, CardLoginAsk::type, CardMakeAsk::type, CardSignAsk::type};

}  // namespace

std::span<const AskRow<Core>> Core::rows() {
    static constexpr std::array all{
        AskRow<Core>{CardAsk::type, always, &Core::look},
        AskRow<Core>{CardLoginAsk::type, states({CardState::waiting_for_pin}), &Core::login},
        AskRow<Core>{
            CardMakeAsk::type, states({CardState::no_key, CardState::ready}), &Core::make_key},
        AskRow<Core>{CardSignAsk::type, states({CardState::no_key, CardState::ready}), &Core::sign},
    };
    static_assert(has_one_row_each(all, asks));
    return all;
}

void Core::begin() {
    auto identity = room_.identity();
    if (!identity) {
        trouble_ = identity.error();
        return;
    }
    identity_ = std::move(*identity);
    if (identity_.tries == PinTries::none) {
        trouble_ = Error(errors::card_pin_locked, {fact("serial", identity_.serial)});
    }
}

Result<Answer> Core::answer(std::uint16_t type, View body) {
    TRY(row, row_of(rows(), type));
    if (trouble_) return *trouble_;
    TRY(check_legal(*row, state_));
    return (this->*row->handler)(body);
}

Result<Answer> Core::look(View body) {
    TRY(wire::decode<CardAsk>(body));
    return card();
}

// What is no PIN does not reach the module, and another may follow; what the module was given is
// the one try of this process.
Result<Answer> Core::login(View body) {
    TRY(ask, wire::decode<CardLoginAsk>(body));
    TRY(pin, PinEntry::from_bytes(ask.pin));
    if (pin.size() < pin_size_min_) {
        return Error(errors::hsm_pin_unusable, {fact("bytes_min", pin_size_min_)});
    }
    const auto login = room_.login(pin);
    if (!login) return troubled(login.error());
    const auto key = room_.find_key();
    if (!key) return troubled(key.error());
    state_ = CardState::no_key;
    identity_.tries = PinTries::many;  // The right PIN sets a card's count back.
    if (*key) found(**key);
    return card();
}

Result<Answer> Core::make_key(View body) {
    TRY(wire::decode<CardMakeAsk>(body));
    if (state_ == CardState::ready) {
        return Error(errors::card_key_there, {fact("serial", identity_.serial)});
    }
    const auto key = room_.make_key();
    if (!key) return troubled(key.error());
    found(*key);
    return card();
}

Result<Answer> Core::sign(View body) {
    TRY(ask, wire::decode<CardSignAsk>(body));
    if (state_ == CardState::no_key) {
        return Error(errors::card_key_absent, {fact("serial", identity_.serial)});
    }
    const auto statement = person::Statement::read(ask.statement);
    if (!statement) return Error(errors::card_statement, {fact("why", "these bytes are none")});
    const auto& proven = statement->proven_key();
    if (proven && *proven != key_) {
        return Error(errors::card_statement, {fact("why", "a proof of another key")});
    }
    const auto signature = room_.sign(statement->digest());
    if (!signature) return troubled(signature.error());
    // Also says that the two halves on the card belong together.
    if (!crypto::verify(key_, statement->digest(), *signature)) {
        return troubled({errors::hsm_module_defect,
                         {fact("call", "C_Sign"), fact("why", "the signature is not the key's")}});
    }
    return answer_of(CardSignature{*signature});
}

Answer Core::card() const {
    return answer_of(Card{state_, identity_.label, identity_.serial, identity_.tries, key_});
}

void Core::found(const crypto::PublicKey& key) {
    state_ = CardState::ready;
    key_ = key;
}

Error Core::troubled(const Error& why) {
    trouble_ = why;
    return why;
}

}  // namespace sealwright::hsm::card
