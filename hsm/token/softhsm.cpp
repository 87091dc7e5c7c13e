#include "softhsm.hpp"

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/errors.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>
#include <vector>

namespace sealwright::hsm::token {
namespace {

constexpr std::size_t file_max = 65'536;
constexpr std::size_t names_max = 1'024;
constexpr int lock_tries = 1'000;
constexpr long lock_pause_ns = 10'000'000;

Error failed(const std::string& path) {
    return {errors::io_failed,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<WipedBytes> read_file(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open()) return failed(path);
    WipedBytes bytes(file_max);
    const auto count = ::read(file.number(), bytes.data(), bytes.size());
    if (count < 0 || static_cast<std::size_t>(count) == bytes.size()) return failed(path);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

// Old or new at `path`, never half: what SoftHSM itself does not do.
Result<void> replace_file(const std::string& path, View bytes) {
    const auto fresh = path + ".new";
    const Descriptor file(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return failed(fresh);
    const auto count = ::write(file.number(), bytes.data(), bytes.size());
    if (count != static_cast<ssize_t>(bytes.size())) return failed(fresh);
    if (::fsync(file.number()) != 0) return failed(fresh);
    if (std::rename(fresh.c_str(), path.c_str()) != 0) return failed(path);
    return done;
}

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

// What lies in a folder; SoftHSM has one folder a token, named by a UUID.
Result<std::vector<std::string>> names_in(const std::string& path) {
    const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
    if (!folder) return failed(path);
    std::vector<std::string> names;
    while (const auto* entry = ::readdir(folder.get())) {
        const std::string name(entry->d_name);
        if (!name.starts_with(".") && names.size() < names_max) names.push_back(name);
    }
    return names;
}

Result<void> sync_path(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open() || ::fsync(file.number()) != 0) return failed(path);
    return done;
}

std::string trimmed(std::string text) {
    constexpr auto blanks = " \t\r\n";
    text.erase(text.find_last_not_of(blanks) + 1);
    text.erase(0, text.find_first_not_of(blanks));
    return text;
}

// The value of `directories.tokendir` in SoftHSM's "name = value" lines.
std::string folder_named_in(std::string_view configuration) {
    constexpr std::string_view wanted = "directories.tokendir";
    while (!configuration.empty()) {
        const auto line = configuration.substr(0, configuration.find('\n'));
        configuration.remove_prefix(std::min(configuration.size(), line.size() + 1));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        if (trimmed(std::string(line.substr(0, equals))) != wanted) continue;
        return trimmed(std::string(line.substr(equals + 1)));
    }
    return {};
}

}  // namespace

Result<SoftHsmFolder> SoftHsmFolder::open(const std::string& configuration, std::string aside) {
    TRY(bytes, read_file(configuration));
    auto folder = folder_named_in(text_of(bytes));
    if (!folder.starts_with("/")) {
        return Error(
            errors::hsm_module_unusable,
            {fact("path", configuration), fact("why", "no absolute directories.tokendir")});
    }
    return SoftHsmFolder(std::move(folder), std::move(aside));
}

Result<Descriptor> SoftHsmFolder::lock() const {
    Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return failed(folder_);
    for (int attempt = 0; ::flock(folder.number(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (errno != EWOULDBLOCK && errno != EINTR) return failed(folder_);
        if (attempt == lock_tries) return Error(errors::hsm_login_busy, {fact("folder", folder_)});
        const timespec pause{0, lock_pause_ns};
        ::nanosleep(&pause, nullptr);
    }
    TRY(mend());
    return folder;
}

Result<void> SoftHsmFolder::mend() const {
    if (::mkdir(aside_.c_str(), 0700) != 0 && errno != EEXIST) return failed(aside_);
    TRY(names, names_in(folder_));
    for (const auto& name : names) TRY(mend_one(name));
    return done;
}

Result<void> SoftHsmFolder::mend_one(const std::string& name) const {
    const auto path = folder_ + "/" + name + "/token.object";
    const auto copy = aside_ + "/" + name;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return done;  // No token of SoftHSM.
    if (status.st_size > 0) {
        TRY(bytes, read_file(path));
        return replace_file(copy, bytes);
    }
    if (::stat(copy.c_str(), &status) != 0) {
        log(LogLevel::error, "an empty token.object and no copy of it", {fact("path", path)});
        return done;
    }
    TRY(bytes, read_file(copy));
    TRY(replace_file(path, bytes));
    log(LogLevel::warning, "an empty token.object was put back", {fact("path", path)});
    return done;
}

// Each file and folder by itself: syncfs would be one more call for the process's filter to allow.
Result<void> SoftHsmFolder::sync() const {
    TRY(names, names_in(folder_));
    for (const auto& name : names) {
        const auto folder = folder_ + "/" + name;
        struct stat status {};
        if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) continue;
        TRY(files, names_in(folder));
        for (const auto& file : files) {
            auto path = folder;
            path.append("/").append(file);
            TRY(sync_path(path));
        }
        TRY(sync_path(folder));
    }
    return sync_path(folder_);
}

}  // namespace sealwright::hsm::token
