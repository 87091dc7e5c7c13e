#include "sealwright/store/rules.hpp"

#include "sealwright/store/errors.hpp"

#include <set>
#include <string_view>

namespace sealwright::store {
namespace {

// The encoded sizes of what surrounds keys, values and bodies (docs/protocol/depot.md section 2).
constexpr std::size_t commit_overhead = 8 + 8 + 16 + 8 + 32 + 4 + 4;
constexpr std::size_t row_overhead = 4 + 8 + 4;
constexpr std::size_t entry_overhead = 8 + 32 + 4;

Error over(std::string_view what, std::size_t size, std::size_t size_max) {
    return {errors::store_limit, {fact("what", what), fact("is", size), fact("max", size_max)}};
}

Result<std::size_t> check_rows(const std::vector<Row>& rows) {
    if (rows.size() > puts_max) return over("rows", rows.size(), puts_max);
    std::size_t size = 0;
    std::set<std::string_view> keys;
    for (const auto& row : rows) {
        if (row.key.empty()) return Error(errors::store_commit_invalid, {fact("key", "empty")});
        if (row.key.size() > row_key_max) return over("key", row.key.size(), row_key_max);
        if (row.value.size() > row_value_max) return over("value", row.value.size(), row_value_max);
        if (!keys.insert(row.key).second) {
            return Error(errors::store_commit_invalid, {fact("twice", row.key)});
        }
        size += row_overhead + row.key.size() + row.value.size();
    }
    return size;
}

Result<std::size_t> check_entries(const Head& head, const std::vector<StoredEntry>& entries) {
    if (entries.size() > commit_entries_max) {
        return over("entries", entries.size(), commit_entries_max);
    }
    std::size_t size = 0;
    auto expected = head.sequence;
    for (const auto& entry : entries) {
        ++expected;
        if (entry.sequence != expected) {
            return Error(errors::store_commit_invalid,
                         {fact("sequence", entry.sequence), fact("expected", expected)});
        }
        if (entry.body.size() > entry_size_max) {
            return over("entry", entry.body.size(), entry_size_max);
        }
        size += entry_overhead + entry.body.size();
    }
    return size;
}

}  // namespace

Result<void> check_commit(const Commit& commit) {
    if (commit.puts.empty() && commit.entries.empty()) {
        return Error(errors::store_commit_invalid, {fact("holds", std::uint64_t{0})});
    }
    // The head stays, and what takes entries away must say so in a row and in an entry.
    const bool says_so = !commit.puts.empty() && !commit.entries.empty();
    if (commit.removes_to != 0 && (commit.removes_to >= commit.head.sequence || !says_so)) {
        return Error(errors::store_commit_invalid, {fact("removes to", commit.removes_to)});
    }
    TRY(rows, check_rows(commit.puts));
    TRY(entries, check_entries(commit.head, commit.entries));
    const auto size = commit_overhead + rows + entries;
    if (size > commit_size_max) return over("commit", size, commit_size_max);
    return done;
}

bool is_made_on(const Commit& commit, std::uint64_t revision, const Head& head) {
    return commit.revision == revision && commit.head == head;
}

Head head_after(const Commit& commit) {
    if (commit.entries.empty()) return commit.head;
    return {commit.entries.back().sequence, commit.entries.back().digest};
}

std::uint64_t revision_after(const Commit& commit) {
    return commit.revision + (commit.puts.empty() ? 0 : 1);
}

}  // namespace sealwright::store
