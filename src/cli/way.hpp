// Way: how one message reaches the service and its answer comes back, by the local socket or HTTPS.
//
// A way believes nobody: over HTTPS only a person's signed questions travel, and whoever sends them
// checks the answers. Process: cli. Spec: docs/protocol/operate.md, docs/reference/api.md.
#pragma once

#include "outcome.hpp"
#include "sealwright/config/toml/contexts.hpp"
#include "sealwright/ipc/connection.hpp"

#include <memory>
#include <string>

namespace sealwright::cli {

struct Message {
    std::uint16_t type = 0;
    WipedBytes body;
};

class Way {
public:
    virtual ~Way() = default;
    // `path` is that of the API; the local socket needs none. A Refusal comes back as a message.
    virtual Outcome<Message> exchange(const std::string& path,
                                      std::uint16_t type,
                                      View body,
                                      std::uint64_t within_ms) = 0;
    // Root or this user made the socket; asked before a PIN goes that way.
    [[nodiscard]] virtual Result<void> check_peer() const = 0;
};

Outcome<std::unique_ptr<Way>> local_way(const std::string& socket);
std::unique_ptr<Way> https_way(const config::ServicePlace& place, const std::string& authority);

}  // namespace sealwright::cli
