#include "service.hpp"

#include "errors.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sealwright::cli {

Outcome<Service> Service::connect(const Settings& settings) {
    auto socket = ipc::connect_to(settings.socket);
    if (socket) return Service(*std::move(socket));
    for (const auto& each : socket.error().facts()) {
        const auto* number = std::get_if<std::uint64_t>(&each.value);
        if (each.name != "errno" || number == nullptr) continue;
        const auto path = fact("socket", settings.socket);
        if (*number == EACCES || *number == EPERM) {
            return Error(errors::cli_service_forbidden, {path});
        }
        const std::string_view why = std::strerror(static_cast<int>(*number));
        return Error(errors::cli_service_away, {path, fact("why", why)});
    }
    return socket.error();
}

Result<void> Service::check_peer() const {
    TRY(peer, ipc::peer_of(connection_.number()));
    if (peer.uid != 0 && peer.uid != ::geteuid()) {
        return Error(errors::cli_peer_unexpected, {fact("uid", peer.uid)});
    }
    return done;
}

Outcome<ipc::Frame> Service::exchange(std::uint16_t type,
                                      View body,
                                      std::uint16_t answer_type,
                                      std::uint64_t within_ms) {
    const SystemClock clock;
    const auto deadline = clock.now().boottime_ms + within_ms;
    TRY(frame, ipc::call(connection_, type, ++correlation_, body, clock, deadline));
    if (frame.type == claims::Refusal::type) {
        TRY(refusal, wire::decode<claims::Refusal>(frame.body));
        return Failure(refusal);
    }
    if (frame.type != answer_type) {
        return Error(errors::cli_answer_unexpected, {fact("type", frame.type)});
    }
    return std::move(frame);
}

}  // namespace sealwright::cli
