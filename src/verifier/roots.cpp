#include "roots.hpp"

#include "sealwright/attest/errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

namespace sealwright::verifier {
namespace {

using attest::Trust;

constexpr std::size_t files_max = 256;
constexpr std::size_t file_max = std::size_t{1} << 20U;
constexpr mode_t writable_by_others = 022;

constexpr std::array<std::pair<const char*, Trust::Kind>, 4> folders{{
    {"roots", Trust::Kind::root},
    {"intermediates", Trust::Kind::intermediate},
    {"crls", Trust::Kind::revocation_list},
    {"providers", Trust::Kind::provider},
}};

Error unusable(const std::string& path, std::string_view why) {
    return {errors::verifier_roots, {fact("path", path), fact("why", why)}};
}

Error failed(const std::string& path) {
    return {errors::verifier_roots,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<void> check_owner(const Descriptor& opened, const std::string& path, mode_t kind) {
    struct stat facts {};
    if (::fstat(opened.number(), &facts) != 0) return failed(path);
    if ((facts.st_mode & S_IFMT) != kind) return unusable(path, "it is no regular file");
    const bool ours = facts.st_uid == 0 || facts.st_uid == ::geteuid();
    if (ours && (facts.st_mode & writable_by_others) == 0) return done;
    return unusable(path, "others than root can change it");
}

Result<std::string> read_file(int folder, const std::string& name, const std::string& path) {
    // A pipe nobody writes to would otherwise be waited for.
    constexpr int how = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    const Descriptor file(::openat(folder, name.c_str(), how));
    if (!file.is_open() && errno == ELOOP) return unusable(path, "it is a symbolic link");
    if (!file.is_open()) return failed(path);
    TRY(check_owner(file, path, S_IFREG));
    std::string text(file_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto count = ::read(file.number(), text.data() + size, text.size() - size);
        if (count < 0) return failed(path);
        if (count == 0) {
            text.resize(size);
            return text;
        }
        size += static_cast<std::size_t>(count);
    }
    return unusable(path, "it is larger than 1 MiB");
}

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

// The names of its PEM files, in an order that no file system decides.
Result<std::vector<std::string>> names_in(const Descriptor& folder, const std::string& path) {
    const std::unique_ptr<DIR, CloseFolder> list(
        ::fdopendir(::fcntl(folder.number(), F_DUPFD_CLOEXEC, 0)));
    if (!list) return failed(path);
    std::vector<std::string> names;
    constexpr std::string_view ending = ".pem";
    while (const auto* entry = ::readdir(list.get())) {
        const std::string name(entry->d_name);
        if (!name.ends_with(ending)) continue;
        if (names.size() == files_max) return unusable(path, "it holds too many files");
        names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

Result<void> load_folder(int above, const std::string& path, Trust::Kind kind, Trust& trust) {
    const auto name = path.substr(path.rfind('/') + 1);
    const Descriptor folder(
        ::openat(above, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.is_open() && errno == ENOENT) return done;
    if (!folder.is_open()) return failed(path);
    TRY(check_owner(folder, path, S_IFDIR));
    TRY(names, names_in(folder, path));
    for (const auto& each : names) {
        auto file = path;
        file += '/';
        file += each;
        TRY(text, read_file(folder.number(), each, file));
        const auto added = trust.add(kind, text);
        if (!added) return unusable(file, added.error().sentence());
    }
    return done;
}

}  // namespace

Result<Trust> load_roots(const std::string& path) {
    Trust trust;
    if (path.empty()) return trust;
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return failed(path);
    TRY(check_owner(folder, path, S_IFDIR));
    for (const auto& [name, kind] : folders) {
        TRY(load_folder(folder.number(), path + "/" + name, kind, trust));
    }
    return trust;
}

}  // namespace sealwright::verifier
