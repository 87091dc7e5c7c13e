// What is measured, by the type in the first two bytes: whatever decodes must encode to the same
// bytes.
#include "sealwright/observe/messages.hpp"

#include <algorithm>

namespace {

using namespace sealwright;

template <class Message>
void check_if(std::uint16_t type, View body) {
    if (type != Message::type) return;
    const auto message = wire::decode<Message>(body);
    if (message) check(std::ranges::equal(wire::encode(*message), body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    wire::Reader reader(View(data, size));
    const auto type = reader.u16();
    if (reader.failed()) return 0;
    const auto body = View(data, size).subspan(sizeof type);
    check_if<observe::FrontFacts>(type, body);
    check_if<observe::NumbersAsk>(type, body);
    check_if<observe::Numbers>(type, body);
    return 0;
}
