#include "control.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"

#include <fcntl.h>

#include <cerrno>

namespace sealwright::supervisor {
namespace {

template <class Message>
Result<void> send(int socket, const Message& message, int descriptor = -1) {
    wire::Writer writer;
    writer.u16(Message::type);
    message.write(writer);
    return ipc::send_packet(socket, writer.view(), descriptor);
}

supervise::Settings settings_of(const config::Config& config) {
    supervise::Settings settings;
    settings.environment = config.environment;
    settings.owner = config.owner;
    settings.token_group = config.token_group;
    settings.threshold = config.threshold;
    for (const auto& token : config.tokens) settings.tokens.push_back(token.name);
    settings.front_uid = config.front_uid;
    settings.operators_gid = config.operators_gid;
    settings.classes = config.classes;
    return settings;
}

Result<Control::Ask> decode(View packet) {
    wire::Reader reader(packet);
    const auto type = reader.u16();
    Control::Ask ask;
    if (type == supervise::PeerAsk::type) {
        ask.kind = Control::Ask::Kind::peer;
        ask.peer = supervise::PeerAsk::read(reader);
    } else if (type == supervise::TokenWish::type) {
        ask.kind = Control::Ask::Kind::wish;
        ask.wish = supervise::TokenWish::read(reader);
    } else if (type == supervise::Alive::type) {
        ask.kind = Control::Ask::Kind::alive;
        ask.alive = supervise::Alive::read(reader);
    } else {
        return Error(errors::ipc_frame, {fact("type", std::uint64_t{type})});
    }
    TRY(reader.finish());
    return ask;
}

}  // namespace

Result<std::pair<Descriptor, Control>> Control::open(const config::Config& config) {
    TRY(ends, ipc::packet_pair());
    if (::fcntl(ends.first.number(), F_SETFL, O_NONBLOCK) != 0) {
        return Error(errors::ipc_failed, {fact("errno", static_cast<std::uint64_t>(errno))});
    }
    TRY(send(ends.first.number(), settings_of(config)));
    return std::pair(std::move(ends.second), Control(std::move(ends.first)));
}

Result<Control> Control::over(Descriptor socket, const config::Config& config, int notify) {
    TRY(send(socket.number(), settings_of(config), notify));
    return Control(std::move(socket));
}

Result<std::optional<Control::Ask>> Control::next() const {
    TRY(packet, ipc::receive_packet(number()));
    if (!packet) return std::optional<Ask>();
    auto ask = decode(packet->bytes);
    if (ask) return std::optional<Ask>(std::move(*ask));
    log(LogLevel::error, "the keeper sent a packet that is not an ask", ask.error());
    return std::optional<Ask>();
}

Result<void> Control::give(const supervise::PeerAsk& ask,
                           supervise::Presence presence,
                           const Descriptor& connection) const {
    return send(number(), supervise::Given{ask.kind, ask.name, presence}, connection.number());
}

}  // namespace sealwright::supervisor
