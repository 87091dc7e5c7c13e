#include "sealwright/hsm/card_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::hsm {
namespace {

constexpr std::size_t name_max = 64;
constexpr std::size_t pin_max = 255;
constexpr std::size_t statement_max = std::size_t{160} * 1024;

}  // namespace

void Card::write(wire::Writer& writer) const {
    writer.enumeration(state);
    writer.text(label);
    writer.text(serial);
    writer.enumeration(tries);
    writer.raw(key);
}

Card Card::read(wire::Reader& reader) {
    Card card;
    card.state = reader.enumeration(CardState::ready);
    card.label = reader.text(name_max);
    card.serial = reader.text(name_max);
    card.tries = reader.enumeration(PinTries::none);
    card.key = reader.digest();
    return card;
}

CardLoginAsk CardLoginAsk::read(wire::Reader& reader) {
    return {wire::wiped_copy_of(reader.bytes(pin_max))};
}

CardSignAsk CardSignAsk::read(wire::Reader& reader) {
    return {wire::copy_of(reader.bytes(statement_max))};
}

CardSignature CardSignature::read(wire::Reader& reader) {
    CardSignature answer;
    reader.copy_into(answer.signature);
    return answer;
}

}  // namespace sealwright::hsm
