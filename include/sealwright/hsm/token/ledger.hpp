// Ledger: what a token process was asked to compute, written before it computes it.
//
// Evidence, not a gate: it is not fsynced, and an entry that cannot be written is named in the log
// while the answer is given. What it is believed for is the last place (run, sequence), which must
// not fall over a restart. Fixed records of 64 bytes; a torn last one is cut off and named in the
// log. Process: token. Limits: 64 MiB, then it becomes `ledger.1` and the one before it is dropped.
// Spec: docs/protocol/token.md section 5.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace sealwright::hsm::token {

// The keeper's place in its journal.
struct Place {
    std::uint64_t run = 0;
    std::uint64_t sequence = 0;
    auto operator<=>(const Place&) const = default;
};

struct LedgerRecord {
    static constexpr std::size_t size = 64;

    Digest context_hash{};  // SHA-256 of the context's bytes.
    Place place;
    std::uint64_t wall_ms = 0;

    // With a check of 8 bytes at the end, so that a hole in the file is no record.
    [[nodiscard]] Bytes encode() const;
    static std::optional<LedgerRecord> decode(View bytes);
};

class Ledger {
public:
    virtual ~Ledger() = default;
    [[nodiscard]] virtual Place last() const = 0;
    virtual Result<void> append(const std::vector<LedgerRecord>& records) = 0;
};

class LedgerFile final : public Ledger {
public:
    static constexpr std::size_t rotate_size = std::size_t{64} << 20U;

    static Result<LedgerFile> open(std::string path, std::size_t size_max = rotate_size);

    [[nodiscard]] Place last() const override { return last_; }
    Result<void> append(const std::vector<LedgerRecord>& records) override;

private:
    LedgerFile(std::string path, std::size_t size_max)
        : path_(std::move(path)), size_max_(size_max) {}

    Result<void> open_file();
    Result<void> rotate();

    std::string path_;
    std::size_t size_max_;
    Descriptor file_;
    std::size_t size_ = 0;
    Place last_;
};

}  // namespace sealwright::hsm::token
