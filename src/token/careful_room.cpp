#include "careful_room.hpp"

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/errors.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::token {
namespace {

constexpr const char* mark = "/pin-refused";

}  // namespace

Result<void> CarefulRoom::login(const hsm::PinEntry& pin) {
    if (is_refused()) {
        return Error(errors::hsm_pin_refused, {fact("when", "by an earlier process")});
    }
    auto login = room_->login(pin);
    if (!login && login.error().is(errors::hsm_pin_refused)) remember();
    return login;
}

// A mark that cannot be looked at counts: one start too few is mended by a person, a locked token
// is not.
bool CarefulRoom::is_refused() const {
    struct stat facts {};
    return ::lstat((folder_ + mark).c_str(), &facts) == 0 || errno != ENOENT;
}

void CarefulRoom::remember() const {
    const auto path = folder_ + mark;
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const bool kept = file.is_open() && ::fsync(file.number()) == 0 && folder.is_open() &&
                      ::fsync(folder.number()) == 0;
    if (kept) return;
    log(LogLevel::error,
        "the refused PIN could not be marked as such",
        Error(errors::io_failed,
              {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}));
}

}  // namespace sealwright::token
