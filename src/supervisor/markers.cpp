#include "markers.hpp"

#include "errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::supervisor {
namespace {

Error failed(const std::string& path) {
    return {errors::supervisor_marker,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

}  // namespace

Marker::Marker(std::string folder, std::string name)
    : folder_(std::move(folder)),
      path_(folder_ + "/" + std::move(name)),
      set_(::access(path_.c_str(), F_OK) == 0) {}

// In force in memory even when the disk refuses, so that a stop stops.
Result<void> Marker::set() {
    set_ = true;
    const Descriptor file(::open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open() || ::fsync(file.number()) != 0) return failed(path_);
    return sync_folder();
}

Result<void> Marker::clear() {
    set_ = false;
    if (::unlink(path_.c_str()) != 0 && errno != ENOENT) return failed(path_);
    return sync_folder();
}

Result<void> Marker::sync_folder() const {
    const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open() || ::fsync(folder.number()) != 0) return failed(folder_);
    return done;
}

}  // namespace sealwright::supervisor
