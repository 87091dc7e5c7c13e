#include "sealwright/config/toml.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sealwright::config {

std::uint32_t SystemHost::uid() const {
    return ::geteuid();
}

std::uint32_t SystemHost::gid() const {
    return ::getegid();
}

std::optional<std::uint32_t> SystemHost::user(const std::string& name) const {
    const auto* entry = ::getpwnam(name.c_str());
    if (entry == nullptr) return std::nullopt;
    return entry->pw_uid;
}

std::optional<std::uint32_t> SystemHost::group(const std::string& name) const {
    const auto* entry = ::getgrnam(name.c_str());
    if (entry == nullptr) return std::nullopt;
    return entry->gr_gid;
}

std::optional<FileFacts> SystemHost::file(const std::string& path) const {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
    FileFacts result;
    if (S_ISREG(facts.st_mode)) result.kind = FileFacts::Kind::regular;
    if (S_ISDIR(facts.st_mode)) result.kind = FileFacts::Kind::folder;
    result.uid = facts.st_uid;
    result.mode = facts.st_mode & 07777U;
    return result;
}

}  // namespace sealwright::config
