#include "sealwright/sandbox/programs.hpp"

#include "sealwright/sandbox/errors.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

namespace sealwright::sandbox {

Result<std::string> programs_folder() {
    std::array<char, 4096> target{};
    const auto size = ::readlink("/proc/self/exe", target.data(), target.size());
    if (size <= 0 || static_cast<std::size_t>(size) >= target.size()) {
        return Error(
            errors::sandbox_spawn,
            {fact("path", "/proc/self/exe"), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    const std::string path(target.data(), static_cast<std::size_t>(size));
    return path.substr(0, path.rfind('/'));
}

}  // namespace sealwright::sandbox
