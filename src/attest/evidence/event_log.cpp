#include "event_log.hpp"

#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/messages.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::attest {

// The kernel tells no size beforehand, so it is read to its end.
Result<Bytes> read_event_log(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    const auto unreadable = [&] {
        return Error(errors::event_log_unreadable,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    };
    if (!file.is_open()) return unreadable();
    Bytes log(event_log_max + 1);
    std::size_t size = 0;
    while (size < log.size()) {
        const auto part = ::read(file.number(), log.data() + size, log.size() - size);
        if (part < 0 && errno == EINTR) continue;
        if (part < 0) return unreadable();
        if (part == 0) break;
        size += static_cast<std::size_t>(part);
    }
    if (size > event_log_max) return Error(errors::event_log_large, {fact("path", path)});
    log.resize(size);
    return log;
}

}  // namespace sealwright::attest
