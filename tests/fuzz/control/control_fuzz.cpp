// Packets between keeper and sealwrightd, each read by the one who would receive it.
//
// The first byte says who: even the keeper, odd sealwrightd. The rest is one packet. Whatever is
// accepted has exactly one encoding.
#include "../../../src/supervisor/control.hpp"
#include "control_line.hpp"
#include "sealwright/ipc/socket.hpp"

#include <algorithm>

using namespace sealwright;

namespace {

template <class Message>
void check_packet(const Message& message, View packet) {
    wire::Writer writer;
    writer.u16(Message::type);
    message.write(writer);
    check(std::ranges::equal(writer.view(), packet));
}

bool is_sent(int socket, View packet) {
    return !packet.empty() && packet.size() < ipc::packet_max &&
           ipc::send_packet(socket, packet).ok();
}

void to_keeper(View packet) {
    auto ends = ipc::packet_pair();
    check(ends.ok());
    const keeper::ControlLine line(std::move(ends->second));
    if (!is_sent(ends->first.number(), packet)) return;
    const auto received = line.next();
    if (received) check_packet((*received)->given, packet);
    check(ipc::send_packet(ends->first.number(), packet).ok());
    const auto started = line.started();
    if (started) check_packet(started->settings, packet);
    check(!received || !started);
}

void to_sealwrightd(View packet) {
    auto opened = supervisor::Control::open(config::Config{});
    check(opened.ok());
    if (!is_sent(opened->first.number(), packet)) return;
    const auto ask = opened->second.next();
    check(ask.ok());
    if (!*ask) return;
    using Kind = supervisor::Control::Ask::Kind;
    if ((*ask)->kind == Kind::peer) check_packet((*ask)->peer, packet);
    if ((*ask)->kind == Kind::wish) check_packet((*ask)->wish, packet);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View packet(data + 1, size - 1);
    if (data[0] % 2 == 0) {
        to_keeper(packet);
    } else {
        to_sealwrightd(packet);
    }
    return 0;
}
