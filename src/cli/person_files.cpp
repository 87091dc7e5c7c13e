#include "person_files.hpp"

#include "errors.hpp"
#include "files.hpp"
#include "person_card.hpp"
#include "pin.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sealwright::cli {
namespace {

Error unusable(const std::string& path, std::string_view why) {
    return {errors::cli_key_file, {fact("path", path), fact("why", why)}};
}

// Nothing, or why a file of this length must not be read.
const char* why_not_private(const struct stat& facts, std::size_t size_max) {
    if (!S_ISREG(facts.st_mode)) return "it is not a file";
    if (facts.st_uid != ::geteuid()) return "it belongs to somebody else";
    if ((facts.st_mode & 0077U) != 0) return "others may read or write it: chmod 600";
    return static_cast<std::size_t>(facts.st_size) > size_max ? "it is too long" : nullptr;
}

Result<Bytes> read_key_bytes(const std::string& path) {
    return read_private(path, person::card_file_max, errors::cli_key_file);
}

}  // namespace

Result<Bytes> read_private(const std::string& path, std::size_t size_max, const ErrorSpec& spec) {
    const auto refused = [&](std::string_view why) {
        return Error(spec, {fact("path", path), fact("why", why)});
    };
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    struct stat facts {};
    if (!file.is_open() || ::fstat(file.number(), &facts) != 0) {
        return refused(std::strerror(errno));
    }
    if (const auto* why = why_not_private(facts, size_max)) return refused(why);
    Bytes bytes(static_cast<std::size_t>(facts.st_size));
    for (std::size_t length = 0; length < bytes.size();) {
        const auto count = ::read(file.number(), bytes.data() + length, bytes.size() - length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return refused(std::strerror(errno));
        if (count == 0) return refused("it got shorter while it was read");
        length += static_cast<std::size_t>(count);
    }
    return bytes;
}

Result<person::KeyFile> read_key_file(const std::string& path) {
    TRY(bytes, read_key_bytes(path));
    if (person::CardFile::is_meant(bytes)) return Error(errors::cli_card_pin, {fact("path", path)});
    return person::KeyFile::read(bytes);
}

Result<void> require_new(const std::string& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) == 0) return unusable(path, std::strerror(EEXIST));
    return done;
}

// A link, unlike a rename, never takes the place of another file.
Result<void> write_new_key_file(const std::string& path, View bytes) {
    const auto draft = path + ".draft-" + std::to_string(::getpid());
    TRY(write_file(draft, bytes));
    const bool is_linked = ::link(draft.c_str(), path.c_str()) == 0;
    const auto why = errno;
    ::unlink(draft.c_str());
    if (!is_linked) return unusable(path, std::strerror(why));
    return done;
}

Result<void> replace_key_file(const std::string& path, const person::KeyFile& file) {
    return write_file(path, file.bytes());
}

Result<WipedBytes> read_passphrase(const std::string& prompt, const Settings& settings) {
    return read_pin(prompt, settings.passphrase_descriptor);
}

Result<WipedBytes> read_new_passphrase(const Settings& settings) {
    TRY(first, read_passphrase("New passphrase (12 characters or more): ", settings));
    const bool is_typed =
        !settings.passphrase_descriptor || ::isatty(*settings.passphrase_descriptor) != 0;
    if (!is_typed) return first;
    TRY(second, read_passphrase("The same again: ", settings));
    if (first != second) return errors::cli_passphrases_differ;
    return first;
}

Outcome<std::unique_ptr<person::Signer>> open_key(const std::string& path,
                                                  const Settings& settings) {
    TRY(bytes, read_key_bytes(path));
    if (person::CardFile::is_meant(bytes)) {
        TRY(card, person::CardFile::read(bytes));
        return open_card(card, path, settings);
    }
    TRY(file, person::KeyFile::read(bytes));
    TRY(passphrase, read_passphrase("Passphrase of " + file.name() + "'s key: ", settings));
    TRY(signer, file.open(passphrase));
    return std::move(signer);
}

}  // namespace sealwright::cli
