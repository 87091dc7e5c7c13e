// Bytes from outside a token process: contexts, messages, whole asks, PINs, ledger records; and
// asks of a card's process.
//
// The first byte chooses the reader. Whatever is accepted must write back to the same bytes, and an
// ask that was refused may leave nothing in the ledger.
#include "sealwright/hsm/card/core.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/person/statement.hpp"
#include "software_card.hpp"
#include "software_token.hpp"

using namespace sealwright;

namespace {

template <class Message>
void round_trip(View bytes) {
    const auto message = wire::decode<Message>(bytes);
    if (!message) return;
    const auto again = wire::encode(*message);
    check(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()));
}

// A frame's type, then its body, to a token that is logged in and has its key.
void ask_token(View bytes) {
    if (bytes.size() < 2) return;
    static test::SoftwareToken token("fuzz", "test");
    if (token.status().state != hsm::TokenState::ready || token.core().stopping()) {
        token.restart();
        token.login();
    }
    token.ledger.records.clear();
    const auto type = static_cast<std::uint16_t>(bytes[0] << 8U | bytes[1]);
    const auto answer = token.answer(type, bytes.subspan(2));
    check((answer.type == hsm::PrfAnswer::type) == !token.ledger.records.empty());
    check(token.room.keys_made == 0);
}

// A flag for "logged in", a frame's type, then its body: what is signed was a statement, and what
// was no ask of a card's changes nothing.
void ask_card(View bytes) {
    if (bytes.size() < 3) return;
    test::SoftwareCard card;
    card.has_key = bytes[0] != 2;
    hsm::card::Core core(22, card);
    core.begin();
    const auto pin = view_of(card.pin);
    const hsm::CardLoginAsk login{WipedBytes(pin.begin(), pin.end())};
    if (bytes[0] != 0) check(core.answer(hsm::CardLoginAsk::type, wire::encode(login)).ok());
    const auto type = static_cast<std::uint16_t>(bytes[1] << 8U | bytes[2]);
    const auto body = bytes.subspan(3);
    const auto answer = core.answer(type, body);
    check(card.logins <= 1);
    check(answer.ok() || card.keys_made == 0);
    if (card.signatures == 0) return;
    const auto ask = wire::decode<hsm::CardSignAsk>(body);
    check(ask.ok() && person::Statement::read(ask->statement).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            round_trip<hsm::ShareContext>(bytes);
            break;
        case 1:
            round_trip<hsm::PrfAsk>(bytes);
            break;
        case 2:
            round_trip<hsm::PrfAnswer>(bytes);
            break;
        case 3:
            round_trip<hsm::Status>(bytes);
            break;
        case 4:
            round_trip<hsm::LoginAsk>(bytes);
            break;
        case 5:
            ask_token(bytes);
            break;
        case 6:
            static_cast<void>(hsm::PinEntry::from_bytes(bytes));
            break;
        case 7:
            static_cast<void>(hsm::token::LedgerRecord::decode(bytes));
            break;
        case 8:
            ask_card(bytes);
            break;
        default:
            break;
    }
    return 0;
}
