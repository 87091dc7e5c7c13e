// Every message between two processes, by the frame type in the first two bytes.
#include "../round_trip.hpp"
#include "every_message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    wire::Reader reader(View(data, size));
    const auto type = reader.u16();
    if (reader.failed()) return 0;
    const auto body = View(data, size).subspan(sizeof type);
    test::EveryMessage::with(type, [&]<class Message>() { fuzz::check_round_trip<Message>(body); });
    return 0;
}
