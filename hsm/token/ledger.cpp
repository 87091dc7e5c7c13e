#include "sealwright/hsm/token/ledger.hpp"

#include "sealwright/core/errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/codec.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace sealwright::hsm::token {
namespace {

constexpr std::size_t check_size = 8;

Error failed(const std::string& path) {
    return {errors::io_failed,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<std::size_t> size_of(const Descriptor& file, const std::string& path) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) return failed(path);
    return static_cast<std::size_t>(status.st_size);
}

// The newest whole record; what lies behind it is named in the log. Nothing in an empty ledger.
std::optional<LedgerRecord> newest(const Descriptor& file, std::size_t size) {
    std::array<std::uint8_t, LedgerRecord::size> bytes{};
    std::uint64_t damaged = 0;
    std::optional<LedgerRecord> record;
    for (auto end = size; end >= bytes.size() && !record; end -= bytes.size()) {
        const auto at = static_cast<off_t>(end - bytes.size());
        const auto count = ::pread(file.number(), bytes.data(), bytes.size(), at);
        if (count == static_cast<ssize_t>(bytes.size())) record = LedgerRecord::decode(bytes);
        if (!record) ++damaged;
    }
    if (damaged > 0)
        log(LogLevel::warning, "ledger ends in damaged records", {fact("count", damaged)});
    return record;
}

}  // namespace

Bytes LedgerRecord::encode() const {
    wire::Writer writer;
    writer.raw(context_hash);
    writer.u64(place.run);
    writer.u64(place.sequence);
    writer.u64(wall_ms);
    const auto digest = crypto::sha256(writer.view());
    writer.raw(View(digest).first(check_size));
    return writer.copy();
}

std::optional<LedgerRecord> LedgerRecord::decode(View bytes) {
    wire::Reader reader(bytes);
    LedgerRecord record;
    record.context_hash = reader.digest();
    record.place.run = reader.u64();
    record.place.sequence = reader.u64();
    record.wall_ms = reader.u64();
    reader.raw(check_size);
    if (!reader.finish()) return std::nullopt;
    const auto canonical = record.encode();
    if (!std::equal(bytes.begin(), bytes.end(), canonical.begin(), canonical.end())) {
        return std::nullopt;
    }
    return record;
}

Result<LedgerFile> LedgerFile::open(std::string path, std::size_t size_max) {
    LedgerFile ledger(std::move(path), size_max);
    TRY(ledger.open_file());
    const auto torn = ledger.size_ % LedgerRecord::size;
    if (torn != 0) {
        log(LogLevel::warning, "ledger ends in a torn record, cut off", {fact("bytes", torn)});
        ledger.size_ -= torn;
        if (::ftruncate(ledger.file_.number(), static_cast<off_t>(ledger.size_)) != 0) {
            return failed(ledger.path_);
        }
    }
    auto record = newest(ledger.file_, ledger.size_);
    const auto previous = ledger.path_ + ".1";
    const Descriptor before(::open(previous.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!record && before.is_open()) {
        TRY(size, size_of(before, previous));
        record = newest(before, size - size % LedgerRecord::size);
    }
    if (record) ledger.last_ = record->place;
    return ledger;
}

Result<void> LedgerFile::open_file() {
    file_ = Descriptor(
        ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file_.is_open()) return failed(path_);
    TRY(size, size_of(file_, path_));
    size_ = size;
    return done;
}

Result<void> LedgerFile::rotate() {
    if (std::rename(path_.c_str(), (path_ + ".1").c_str()) != 0) return failed(path_);
    return open_file();
}

Result<void> LedgerFile::append(const std::vector<LedgerRecord>& records) {
    Bytes bytes;
    for (const auto& record : records) {
        const auto encoded = record.encode();
        bytes.insert(bytes.end(), encoded.begin(), encoded.end());
        last_ = std::max(last_, record.place);
    }
    if (size_ > 0 && size_ + bytes.size() > size_max_) TRY(rotate());
    const auto count = ::write(file_.number(), bytes.data(), bytes.size());
    if (count == static_cast<ssize_t>(bytes.size())) {
        size_ += bytes.size();
        return done;
    }
    const auto why = failed(path_);
    // A half-written batch would put every later record out of step.
    if (count > 0 && ::ftruncate(file_.number(), static_cast<off_t>(size_)) != 0) {
        TRY(rotate());
    }
    return why;
}

}  // namespace sealwright::hsm::token
