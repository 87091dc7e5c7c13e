#include "files.hpp"

#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sealwright::cli {
namespace {

Error failed(const std::string& path) {
    return {errors::io_failed,
            {fact("path", path), fact("why", std::string_view(std::strerror(errno)))}};
}

Result<void> write_all(int file, View bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(path);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return done;
}

Result<void> sync_folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open() || ::fsync(opened.number()) != 0) return failed(folder);
    return done;
}

Result<void> write_new(const std::string& path, View bytes, FileForm form) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return failed(path);
    if (form.owner >= 0 &&
        ::fchown(file.number(), static_cast<uid_t>(form.owner), gid_t(-1)) != 0) {
        return failed(path);
    }
    if (::fchmod(file.number(), form.mode) != 0) return failed(path);
    TRY(write_all(file.number(), bytes, path));
    if (::fsync(file.number()) != 0) return failed(path);
    return done;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t size_max) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return failed(path);
    std::string text;
    std::string chunk(65536, '\0');
    for (;;) {
        const auto count = ::read(file.number(), chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(path);
        if (count == 0) return text;
        text.append(chunk, 0, static_cast<std::size_t>(count));
        if (text.size() > size_max) {
            return Error(errors::io_failed, {fact("path", path), fact("bytes_max", size_max)});
        }
    }
}

Result<WipedBytes> read_wiped(const std::string& path, std::size_t size_max) {
    const auto is_input = path == "-";
    const Descriptor file(is_input ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!is_input && !file.is_open()) return failed(path);
    constexpr std::size_t chunk = 65536;
    WipedBytes bytes;
    for (std::size_t length = 0;;) {
        bytes.resize(length + chunk);
        const auto number = is_input ? STDIN_FILENO : file.number();
        const auto count = ::read(number, bytes.data() + length, chunk);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failed(path);
        length += static_cast<std::size_t>(count);
        if (length > size_max) {
            return Error(errors::io_failed, {fact("path", path), fact("bytes_max", size_max)});
        }
        if (count > 0) continue;
        bytes.resize(length);
        return bytes;
    }
}

Result<void> write_file(const std::string& path, View bytes, FileForm form) {
    const auto fresh = path + ".new-" + std::to_string(::getpid());
    auto written = write_new(fresh, bytes, form);
    if (written && ::rename(fresh.c_str(), path.c_str()) != 0) written = failed(path);
    if (!written) {
        ::unlink(fresh.c_str());
        return written.error();
    }
    return sync_folder_of(path);
}

bool file_exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

}  // namespace sealwright::cli
