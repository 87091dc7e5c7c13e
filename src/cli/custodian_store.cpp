#include "custodian_store.hpp"

#include "errors.hpp"
#include "files.hpp"
#include "person_files.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace sealwright::cli {
namespace {

Result<Bytes> read_all(const std::string& path) {
    return read_private(path, custody::custodian_file_max, errors::cli_custodian_file);
}

// While it is held no other command of ours writes into this folder.
Result<Descriptor> lock_folder_of(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path();
    if (folder.empty()) folder = ".";
    Descriptor lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const bool is_held = lock.is_open() && ::flock(lock.number(), LOCK_EX | LOCK_NB) == 0;
    if (is_held) return lock;
    if (errno == EWOULDBLOCK) return Error(errors::cli_custodian_changed, {fact("path", path)});
    return Error(errors::cli_custodian_file,
                 {fact("path", path), fact("why", std::string_view(std::strerror(errno)))});
}

}  // namespace

Outcome<CustodianStore> CustodianStore::make(const std::string& path, const Settings& settings) {
    TRY(require_new(path));
    TRY(passphrase, read_new_passphrase(settings));
    SystemRandom random;
    TRY(file, custody::CustodianFile::make(passphrase, {}, random));
    auto bytes = file.bytes(random);
    TRY(write_new_key_file(path, bytes));
    return CustodianStore(path, std::move(bytes), std::move(file));
}

Outcome<CustodianStore> CustodianStore::open(const std::string& path, const Settings& settings) {
    TRY(bytes, read_all(path));
    TRY(sealed, custody::SealedFile::read(bytes));
    TRY(passphrase, read_passphrase("Passphrase of your custodian's file: ", settings));
    TRY(file, custody::CustodianFile::open(sealed, passphrase));
    return CustodianStore(path, std::move(bytes), std::move(file));
}

Result<void> CustodianStore::save() {
    const auto lock = lock_folder_of(path_);
    if (!lock) return lock.error();
    TRY(present, read_all(path_));
    if (present != read_) return Error(errors::cli_custodian_changed, {fact("path", path_)});
    SystemRandom random;
    auto bytes = file_.bytes(random);
    TRY(write_file(path_, bytes));
    read_ = std::move(bytes);
    return done;
}

Result<void> CustodianStore::change_passphrase(const Settings& settings) {
    TRY(passphrase, read_new_passphrase(settings));
    SystemRandom random;
    TRY(file_.change_passphrase(passphrase, {}, random));
    return save();
}

custody::HistoryLine history_line(std::string what, std::string whom, std::string words) {
    return {SystemClock().now().wall_ms, std::move(what), std::move(whom), std::move(words)};
}

}  // namespace sealwright::cli
