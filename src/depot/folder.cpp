#include "folder.hpp"

#include "errors.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace sealwright::depot {
namespace {

constexpr mode_t of_others = 077;

Error unusable(const std::string& path) {
    return {errors::depot_folder,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<void> check_owner(int number, const std::string& path) {
    struct stat status {};
    if (::fstat(number, &status) != 0) return unusable(path);
    const bool ours = status.st_uid == ::geteuid() || status.st_uid == 0;
    if (ours && (status.st_mode & of_others) == 0) return done;
    return Error(errors::file_mode_unsafe,
                 {fact("path", path),
                  fact("uid", std::uint64_t{status.st_uid}),
                  fact("mode", std::uint64_t{status.st_mode & 07777U})});
}

Result<Descriptor> open_file(int folder, const std::string& path, const char* name) {
    constexpr mode_t mode = 0600;
    Descriptor file(::openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file.is_open()) return unusable(path + "/" + name);
    TRY(check_owner(file.number(), path + "/" + name));
    return file;
}

// Who holds the lock, as it wrote itself; "unknown" when it has not written yet.
std::string holder_of(int lock) {
    std::array<char, 32> text{};
    const auto size = ::pread(lock, text.data(), text.size(), 0);
    const std::string_view pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const auto digits = pid.substr(0, pid.find_first_not_of("0123456789"));
    return digits.empty() ? "unknown" : std::string(digits);
}

Result<void> take(int lock, const std::string& path) {
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return unusable(path + "/lock");
        return Error(errors::depot_locked, {fact("folder", path), fact("pid", holder_of(lock))});
    }
    const auto line = std::to_string(::getpid()) + "\n";
    // For people only: the lock itself does not depend on it.
    if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, line.data(), line.size(), 0) < 0) {
        return unusable(path + "/lock");
    }
    return done;
}

}  // namespace

Result<Folder> Folder::open(const std::string& path) {
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return unusable(path);
    TRY(check_owner(folder.number(), path));
    TRY(lock, open_file(folder.number(), path, "lock"));
    TRY(take(lock.number(), path));
    // Closed again at once: SQLite's own locks do not survive another close of the same file.
    TRY(database, open_file(folder.number(), path, "depot.db"));
    database.close();
    return Folder(path, std::move(folder), std::move(lock));
}

Result<void> Folder::sync() const {
    if (::fsync(folder_.number()) != 0) return unusable(path_);
    return done;
}

}  // namespace sealwright::depot
