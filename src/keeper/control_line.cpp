#include "control_line.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/errors.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t settings_timeout_ms = 10'000;
constexpr int strangers_max = 64;

// The packet's body, when it is of this type.
template <class Message>
Result<Message> read_as(const Bytes& packet) {
    wire::Reader reader{View(packet)};
    if (reader.u16() != Message::type) return errors::ipc_frame;
    auto message = Message::read(reader);
    TRY(reader.finish());
    return message;
}

}  // namespace

Result<std::optional<ControlLine::Received>> ControlLine::next() const {
    TRY(packet, ipc::receive_packet(number()));
    if (!packet) return std::optional<Received>();
    TRY(given, read_as<supervise::Given>(packet->bytes));
    return std::optional<Received>(Received{std::move(given), std::move(packet->descriptor)});
}

Result<ControlLine> ControlLine::open(Descriptor socket) {
    int listens = 0;
    socklen_t size = sizeof listens;
    if (::getsockopt(socket.number(), SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 ||
        ::fcntl(socket.number(), F_SETFL, O_NONBLOCK) != 0) {
        return Error(errors::ipc_failed, {fact("errno", static_cast<std::uint64_t>(errno))});
    }
    if (listens == 0) return ControlLine(std::move(socket));
    std::vector<ipc::Watched> watched{{socket.number(), false, false}};
    // As many strangers as may wait at once; then who starts us tries again.
    for (int count = 0; count < strangers_max; ++count) {
        TRY(ipc::wait(watched, settings_timeout_ms));
        TRY(accepted, ipc::accept(socket.number()));
        if (!accepted) return errors::ipc_deadline;
        const auto uid = accepted->peer.uid;
        if (uid == 0 || uid == ::geteuid()) return ControlLine(std::move(accepted->socket));
        log(LogLevel::warning, "a stranger is not sealwrightd", {fact("uid", std::uint64_t{uid})});
    }
    return errors::ipc_peer;
}

Result<ControlLine::Started> ControlLine::started() const {
    std::vector<ipc::Watched> watched{{number(), false, false}};
    TRY(ipc::wait(watched, settings_timeout_ms));
    TRY(packet, ipc::receive_packet(number()));
    if (!packet) return errors::ipc_deadline;
    TRY(settings, read_as<supervise::Settings>(packet->bytes));
    return Started{std::move(settings), std::move(packet->descriptor)};
}

}  // namespace sealwright::keeper
