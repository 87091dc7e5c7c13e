#include "folders.hpp"

#include "errors.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::supervisor {
namespace {

constexpr unsigned writable_by_others = 022;

Error failed(const std::string& path) {
    return {errors::supervisor_folder,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<void> make(const std::string& path, unsigned mode) {
    if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return failed(path);
    return done;
}

// Whoever may rename an entry of `path` may put another folder in the place of ours, and a link in
// the place of a socket that we are about to chown. A sticky folder lets only owners rename.
Result<void> check_parent(const std::string& path, const struct stat& facts) {
    const bool trusted = facts.st_uid == 0 || facts.st_uid == ::geteuid();
    const bool sticky = (facts.st_mode & S_ISVTX) != 0;
    if (trusted && (sticky || (facts.st_mode & writable_by_others) == 0)) return done;
    return Error(errors::file_mode_unsafe,
                 {fact("path", path), fact("uid", std::uint64_t{facts.st_uid})});
}

// The folders above one of ours; what exists is left as it is, but must be safe to stand in.
Result<void> make_parents(const std::string& path) {
    for (auto slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        const auto parent = path.substr(0, slash);
        struct stat facts {};
        if (::stat(parent.c_str(), &facts) == 0) {
            TRY(check_parent(parent, facts));
            continue;
        }
        TRY(make(parent, 0755));
        if (::chmod(parent.c_str(), 0755) != 0) return failed(parent);
    }
    return done;
}

// Makes or takes over one folder. Works on its descriptor, so that no link can lead elsewhere.
Result<void> prepare(const std::string& path, std::uint32_t uid, unsigned mode) {
    TRY(make(path, 0700));
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat facts {};
    if (!folder.is_open() || ::fstat(folder.number(), &facts) != 0) return failed(path);
    const bool known_owner = facts.st_uid == uid || facts.st_uid == ::geteuid();
    if (!known_owner || (facts.st_mode & writable_by_others) != 0) {
        return Error(errors::file_mode_unsafe,
                     {fact("path", path),
                      fact("uid", std::uint64_t{facts.st_uid}),
                      fact("expected_uid", std::uint64_t{uid})});
    }
    if (facts.st_uid != uid && ::fchown(folder.number(), uid, static_cast<gid_t>(-1)) != 0) {
        return failed(path);
    }
    if (::fchmod(folder.number(), mode) != 0) return failed(path);
    return done;
}

// The kernel drops it with the process, so nothing is left to clean up after a crash.
Result<Descriptor> lock_file(const std::string& path, const ErrorSpec& taken) {
    Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock.is_open()) return failed(path);
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) return Error(taken, {fact("lock", path)});
    return lock;
}

}  // namespace

Result<void> prepare_run_folder(const config::Config& config) {
    TRY(make_parents(config.run));
    return prepare(config.run, ::geteuid(), 0755);
}

Result<Descriptor> take_lock(const config::Config& config) {
    return lock_file(config.run + "/sealwrightd.lock", errors::supervisor_running);
}

Result<Descriptor> take_state(const config::Config& config) {
    TRY(make_parents(config.state));
    TRY(prepare(config.state, ::geteuid(), 0711));
    return lock_file(config.state + "/sealwrightd.lock", errors::supervisor_state_taken);
}

Result<void> prepare_state_folders(const config::Config& config, Folders folders) {
    const auto root = ::geteuid();
    TRY(prepare(config.state + "/tls", root, 0711));
    TRY(prepare(config.state + "/stopped", root, 0700));
    TRY(prepare(config.state + "/pin-refused", root, 0700));
    TRY(prepare(config.state + "/token", root, 0711));
    if (folders == Folders::own) return done;
    TRY(prepare(config.state + "/depot", config.depot_uid, 0700));
    for (const auto& token : config.tokens) {
        TRY(prepare(config.state + "/token/" + token.name, token.user, 0700));
    }
    return done;
}

}  // namespace sealwright::supervisor
