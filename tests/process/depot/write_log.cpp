// Preloaded into a depot: writes down each write, truncation and sync of its database and its log,
// in their order, before it is carried out. WRITE_LOG names the file.
//
// A record is the kind (w, t, s), the file (0 database, 1 log), u64 offset, u64 size, then the
// bytes of a write; numbers in the machine's order, since only a test on the same machine reads
// them.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

constexpr std::size_t descriptors_max = 256;
std::array<char, descriptors_max> files{};  // 0: none of ours; else the file's letter.
int record = -1;

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

char letter_of(const char* path) {
    const std::string_view name(path);
    if (name.ends_with("depot.db")) return '0';
    return name.ends_with("depot.db-wal") ? '1' : '\0';
}

char file_of(int descriptor) {
    const auto index = static_cast<std::size_t>(descriptor);
    return descriptor >= 0 && index < files.size() ? files[index] : '\0';
}

void append(const void* bytes, std::size_t size) {
    static auto* const write_really = next<ssize_t(int, const void*, std::size_t)>("write");
    if (write_really(record, bytes, size) != static_cast<ssize_t>(size)) std::abort();
}

void note(char kind, int descriptor, std::uint64_t offset, const void* bytes, std::uint64_t size) {
    const auto file = file_of(descriptor);
    if (record < 0 || file == '\0') return;
    const std::array<char, 2> head{kind, file};
    append(head.data(), head.size());
    append(&offset, sizeof offset);
    append(&size, sizeof size);
    if (bytes != nullptr) append(bytes, size);
}

int remember(int descriptor, const char* path) {
    const auto index = static_cast<std::size_t>(descriptor);
    if (descriptor >= 0 && index < files.size()) files[index] = letter_of(path);
    return descriptor;
}

__attribute__((constructor)) void begin() {
    const char* path = std::getenv("WRITE_LOG");
    static auto* const open_really = next<int(const char*, int, ...)>("open64");
    if (path != nullptr) {
        record = open_really(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

}  // namespace

// Built with 64-bit offsets, as SQLite is: these names become open64, pwrite64 and ftruncate64.
extern "C" {

__attribute__((visibility("default"))) int open(const char* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    const auto mode = va_arg(rest, mode_t);
    va_end(rest);
    static auto* const really = next<int(const char*, int, ...)>("open64");
    return remember(really(path, flags, mode), path);
}

__attribute__((visibility("default"))) ssize_t pwrite(int file,
                                                      const void* bytes,
                                                      std::size_t size,
                                                      off_t offset) {
    note('w', file, static_cast<std::uint64_t>(offset), bytes, size);
    static auto* const really = next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite64");
    return really(file, bytes, size, offset);
}

__attribute__((visibility("default"))) int ftruncate(int file, off_t size) {
    note('t', file, static_cast<std::uint64_t>(size), nullptr, 0);
    static auto* const really = next<int(int, off_t)>("ftruncate64");
    return really(file, size);
}

// A sync is written down behind its success: what it promised holds from there.
__attribute__((visibility("default"))) int fsync(int file) {
    static auto* const really = next<int(int)>("fsync");
    const auto result = really(file);
    if (result == 0) note('s', file, 0, nullptr, 0);
    return result;
}

__attribute__((visibility("default"))) int fdatasync(int file) {
    static auto* const really = next<int(int)>("fdatasync");
    const auto result = really(file);
    if (result == 0) note('s', file, 0, nullptr, 0);
    return result;
}

}  // extern "C"
