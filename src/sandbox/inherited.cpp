#include "sealwright/sandbox/inherited.hpp"

#include "environment.hpp"
#include "sealwright/sandbox/errors.hpp"
#include "sealwright/sandbox/spawn.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace sealwright::sandbox {
namespace {

constexpr int inherited_first = 3;

// Empty when the variables are another process's.
std::string_view names_for_us() {
    if (environment_value("LISTEN_PID") != std::to_string(::getpid())) return {};
    return environment_value("LISTEN_FDNAMES");
}

}  // namespace

std::string_view environment_value(std::string_view name) {
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
        const std::string_view entry(*each);
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=') {
            return entry.substr(name.size() + 1);
        }
    }
    return {};
}

std::optional<int> inherited(std::string_view name) {
    auto rest = names_for_us();
    for (std::size_t index = 0; !rest.empty() && index < inherited_max; ++index) {
        const auto end = rest.find(':');
        if (rest.substr(0, end) == name) return inherited_first + static_cast<int>(index);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return std::nullopt;
}

Result<Descriptor> take_inherited(std::string_view name, int place) {
    const auto named = inherited(name);
    const bool is_nameless = !named && names_for_us().empty();
    const auto number = named.value_or(is_nameless ? place : -1);
    // Asking first: closing a number that somebody else opened since would close theirs.
    // systemd hands sockets over as ones that block, and nothing here may wait without a deadline.
    if (number < 0 || ::fcntl(number, F_SETFD, FD_CLOEXEC) != 0 ||
        ::fcntl(number, F_SETFL, O_NONBLOCK) != 0) {
        return Error(errors::sandbox_descriptor_missing, {fact("name", name)});
    }
    return Descriptor(number);
}

Result<void> expect_inherited(std::size_t count) {
    const auto right = environment_value("LISTEN_PID") == std::to_string(::getpid()) &&
                       environment_value("LISTEN_FDS") == std::to_string(count);
    if (right) return done;
    return Error(errors::sandbox_inherited, {fact("expected", static_cast<std::uint64_t>(count))});
}

}  // namespace sealwright::sandbox
