#include "sealwright/attest/evidence/pinned_key.hpp"

#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sealwright::attest {
namespace {

constexpr std::size_t seed_size = crypto::SigningSeed::size;

Error failed(const ErrorSpec& why, const std::string& path) {
    return {why, {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

// The folder of a file, whose own change has to reach the disk as well.
Descriptor folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    return Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// Under a name of its own until it is whole; one that an earlier death left there is no one's key.
Result<Descriptor> new_file(const std::string& draft) {
    if (::unlink(draft.c_str()) != 0 && errno != ENOENT) {
        return failed(errors::pinned_key_unwritable, draft);
    }
    Descriptor file(::open(draft.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
    if (!file.is_open()) return failed(errors::pinned_key_unwritable, draft);
    return file;
}

// A link, unlike a rename, never takes the place of another file.
Result<void> give_name(const std::string& draft, const std::string& path) {
    const auto linked = ::link(draft.c_str(), path.c_str()) == 0;
    const auto why = errno;
    ::unlink(draft.c_str());
    errno = why;
    if (linked) return done;
    return failed(errno == EEXIST ? errors::pinned_key_exists : errors::pinned_key_unwritable,
                  path);
}

Result<void> is_private(const Descriptor& file, const std::string& path) {
    struct stat facts {};
    if (::fstat(file.number(), &facts) != 0) return failed(errors::pinned_key_absent, path);
    const auto safe = S_ISREG(facts.st_mode) && (facts.st_mode & 0177U) == 0 &&
                      facts.st_uid == ::geteuid() && facts.st_size == off_t{seed_size};
    if (!safe) return Error(errors::pinned_key_unsafe, {fact("path", path)});
    return done;
}

}  // namespace

Result<PinnedKey> PinnedKey::make(const std::string& path, Random& random) {
    const auto draft = path + ".new";
    TRY(file, new_file(draft));
    crypto::SigningSeed seed;
    random.fill(seed.write(SecretAccess()));
    const auto bytes = seed.reveal(SecretAccess());
    if (::write(file.number(), bytes.data(), bytes.size()) != ssize_t{seed_size} ||
        ::fsync(file.number()) != 0) {
        const auto failure = failed(errors::pinned_key_unwritable, path);
        ::unlink(draft.c_str());
        return failure;
    }
    TRY(give_name(draft, path));
    const auto folder = folder_of(path);
    if (!folder.is_open() || ::fsync(folder.number()) != 0) {
        return failed(errors::pinned_key_unwritable, path);
    }
    return PinnedKey(std::move(seed));
}

Result<PinnedKey> PinnedKey::load(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.is_open()) {
        return failed(errno == ELOOP ? errors::pinned_key_unsafe : errors::pinned_key_absent, path);
    }
    TRY(is_private(file, path));
    crypto::SigningSeed seed;
    const auto bytes = seed.write(SecretAccess());
    if (::read(file.number(), bytes.data(), bytes.size()) != ssize_t{seed_size}) {
        return failed(errors::pinned_key_unsafe, path);
    }
    // Whoever died between naming the key and this left it a second name, by which it would outlive
    // the first. Who may not remove it only reads the key.
    ::unlink((path + ".new").c_str());
    return PinnedKey(std::move(seed));
}

KeyIdentity PinnedKey::identity() const {
    return {crypto::Signer::public_key(seed_)};
}

KeySignature PinnedKey::sign(const Digest& binding) const {
    return {crypto::Signer::sign(seed_, binding)};
}

}  // namespace sealwright::attest
