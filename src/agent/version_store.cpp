#include "version_store.hpp"

#include "errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace sealwright::agent {
namespace {

Error failed(const ErrorSpec& spec, const std::string& path) {
    return {spec, {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<void> write_whole(const std::string& path, View bytes) {
    const Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open()) return failed(errors::agent_state_unwritable, path);
    const auto count = ::write(file.number(), bytes.data(), bytes.size());
    const bool is_whole = count == static_cast<ssize_t>(bytes.size());
    if (!is_whole || ::fsync(file.number()) != 0) {
        return failed(errors::agent_state_unwritable, path);
    }
    return done;
}

// The rename itself has to last.
void sync_folder_of(const std::string& path) {
    const auto folder = path.substr(0, path.rfind('/') + 1);
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened.is_open()) ::fsync(opened.number());
}

}  // namespace

Result<std::optional<std::uint32_t>> VersionStore::load() const {
    const Descriptor file(::open(path_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open() && errno == ENOENT) return std::optional<std::uint32_t>();
    if (!file.is_open()) return failed(errors::agent_state_damaged, path_);
    std::array<std::uint8_t, key_version_size_max> bytes{};
    const auto count = ::read(file.number(), bytes.data(), bytes.size());
    if (count < 0) return failed(errors::agent_state_damaged, path_);
    const auto version =
        decode_key_version(vault_, View(bytes).first(static_cast<std::size_t>(count)));
    if (!version) return Error(errors::agent_state_damaged, {fact("path", path_)});
    return std::optional<std::uint32_t>(*version);
}

Result<void> VersionStore::save(std::uint32_t version) const {
    const auto fresh = path_ + ".new";
    TRY(write_whole(fresh, encode_key_version(vault_, version)));
    if (::rename(fresh.c_str(), path_.c_str()) != 0) {
        return failed(errors::agent_state_unwritable, path_);
    }
    sync_folder_of(path_);
    return done;
}

}  // namespace sealwright::agent
