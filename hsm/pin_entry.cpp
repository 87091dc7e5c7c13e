#include "sealwright/hsm/pin_entry.hpp"

#include "sealwright/hsm/errors.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace sealwright::hsm {
namespace {

constexpr int descriptor_wait_ms = 30'000;

Error unusable(std::string_view why) {
    return {errors::hsm_pin_unusable, {fact("why", why)}};
}

// Every byte is looked at in the same way, whatever it is.
bool has_control(View bytes) {
    bool found = false;
    for (const auto byte : bytes) found |= (byte < 0x20) | (byte == 0x7f);
    return found;
}

// Reads to the end of `source`, which may be a pipe; more than a PIN and its newline is too long.
Result<WipedBytes> read_all(const Descriptor& source) {
    WipedBytes bytes(PinEntry::size_max + 2);
    std::size_t size = 0;
    while (size < bytes.size()) {
        pollfd polled{source.number(), POLLIN, 0};
        if (::poll(&polled, 1, descriptor_wait_ms) <= 0) return unusable("its source is silent");
        const auto count = ::read(source.number(), bytes.data() + size, bytes.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return unusable("its source cannot be read");
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace

Result<PinEntry> PinEntry::from_bytes(View bytes) {
    if (!bytes.empty() && bytes.back() == '\n') bytes = bytes.first(bytes.size() - 1);
    if (bytes.empty()) return unusable("it is empty");
    if (bytes.size() > size_max) return unusable("it is over 64 bytes");
    if (has_control(bytes)) return unusable("it has a control character");  // Public: unusable.
    PinEntry entry;
    std::copy(bytes.begin(), bytes.end(), entry.pin_.write(SecretAccess()).begin());
    entry.size_ = bytes.size();
    return entry;
}

Result<PinEntry> PinEntry::from_descriptor(Descriptor source) {
    TRY(bytes, read_all(source));
    return from_bytes(bytes);
}

Result<PinEntry> PinEntry::from_file(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.is_open()) {
        return Error(errors::hsm_pin_unusable,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    struct stat status {};
    if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return Error(errors::hsm_pin_unusable, {fact("path", path), fact("why", "not a file")});
    }
    const bool is_ours = status.st_uid == 0 || status.st_uid == ::geteuid();
    if (!is_ours || (status.st_mode & 0077U) != 0) {
        return Error(errors::hsm_pin_unusable,
                     {fact("path", path), fact("why", "others can read it, or own it")});
    }
    return from_descriptor(std::move(file));
}

Result<PinEntry> PinEntry::from_box(const crypto::SealedBox& box, View sealed) {
    TRY(bytes, box.open(sealed));
    return from_bytes(bytes);
}

}  // namespace sealwright::hsm
