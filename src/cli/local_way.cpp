#include "errors.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"
#include "way.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sealwright::cli {
namespace {

class LocalWay final : public Way {
public:
    explicit LocalWay(Descriptor socket) : connection_(std::move(socket)) {}

    Outcome<Message> exchange(const std::string& /*path*/,
                              std::uint16_t type,
                              View body,
                              std::uint64_t within_ms) override {
        const SystemClock clock;
        const auto deadline = clock.now().boottime_ms + within_ms;
        TRY(frame, ipc::call(connection_, type, ++correlation_, body, clock, deadline));
        return Message{frame.type, std::move(frame.body)};
    }

    [[nodiscard]] Result<void> check_peer() const override {
        TRY(peer, ipc::peer_of(connection_.number()));
        if (peer.uid != 0 && peer.uid != ::geteuid()) {
            return Error(errors::cli_peer_unexpected, {fact("uid", peer.uid)});
        }
        return done;
    }

private:
    ipc::Connection connection_;
    std::uint64_t correlation_ = 0;
};

}  // namespace

Outcome<std::unique_ptr<Way>> local_way(const std::string& path) {
    auto socket = ipc::connect_to(path);
    if (socket) return std::unique_ptr<Way>(std::make_unique<LocalWay>(*std::move(socket)));
    for (const auto& each : socket.error().facts()) {
        const auto* number = std::get_if<std::uint64_t>(&each.value);
        if (each.name != "errno" || number == nullptr) continue;
        const auto where = fact("socket", path);
        if (*number == EACCES || *number == EPERM) {
            return Error(errors::cli_service_forbidden, {where});
        }
        const std::string_view why = std::strerror(static_cast<int>(*number));
        return Error(errors::cli_service_away, {where, fact("why", why)});
    }
    return socket.error();
}

}  // namespace sealwright::cli
