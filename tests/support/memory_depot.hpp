// MemoryDepot: a depot of the tests, by the same rules as the real one, with trouble on order.
#pragma once

#include "sealwright/store/depot.hpp"
#include "sealwright/store/errors.hpp"
#include "sealwright/store/rules.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sealwright::test {

// What a depot holds; a copy of it is a snapshot.
struct StoredState {
    std::uint64_t revision = 0;
    std::map<std::string, store::Row> rows;
    std::map<InstanceId, std::vector<store::StoredEntry>> entries;

    [[nodiscard]] store::Head head(const InstanceId& instance) const {
        const auto found = entries.find(instance);
        if (found == entries.end() || found->second.empty()) return {};
        return {found->second.back().sequence, found->second.back().digest};
    }

    void write(const store::Commit& commit) {
        revision = store::revision_after(commit);
        for (const auto& row : commit.puts) rows[row.key] = row;
        auto& chain = entries[commit.instance];
        chain.insert(chain.end(), commit.entries.begin(), commit.entries.end());
        std::erase_if(chain, [&](const store::StoredEntry& entry) {
            return entry.sequence <= commit.removes_to;
        });
    }

    [[nodiscard]] store::Loaded page(const store::LoadAsk& ask) const {
        store::Loaded loaded{revision, head(ask.instance), {}, false};
        std::size_t size = 0;
        for (auto row = rows.upper_bound(ask.after); row != rows.end(); ++row) {
            size += row->second.value.size();
            loaded.more = loaded.rows.size() == store::rows_page_max ||
                          (size > store::page_size_max && !loaded.rows.empty());
            if (loaded.more) break;
            loaded.rows.push_back(row->second);
        }
        return loaded;
    }

    [[nodiscard]] store::Entries page(const store::ReadAsk& ask) const {
        store::Entries page;
        const auto found = entries.find(ask.instance);
        if (found == entries.end()) return page;
        std::size_t size = 0;
        for (const auto& entry : found->second) {
            if (entry.sequence < ask.first) continue;
            size += entry.body.size();
            if (page.entries.size() == ask.count ||
                page.entries.size() == store::entries_page_max ||
                (size > store::page_size_max && !page.entries.empty())) {
                break;
            }
            page.entries.push_back(entry);
        }
        return page;
    }

    bool operator==(const StoredState&) const = default;
};

class MemoryDepot final : public store::Depot {
public:
    // Before each commit that would be made, another instance moves the revision once; the second
    // try is then made, unless somebody moves it again.
    void conflict_at_every_first_try() { conflicts_ = true; }
    // Of the commits that are asked from now on, the n-th (from 1): another instance is faster.
    void conflict_at(std::uint64_t nth) { overtaken_.insert(asked_ + nth); }
    // …: is not written, and fails.
    void fail_commit(std::uint64_t nth) { failing_.insert(asked_ + nth); }
    // …: is written, and its answer is lost.
    void lose_answer(std::uint64_t nth) { losing_.insert(asked_ + nth); }
    // Of the commits that are asked from now on, the n-th is the last thing that happens: it is
    // written or not, and then nothing is answered until `set_away(false)`.
    void end_at(std::uint64_t nth, bool is_written) {
        ending_ = asked_ + nth;
        ends_written_ = is_written;
    }
    // While set, nothing is answered, as when the process is away.
    void set_away(bool away) { away_ = away; }

    // A change by somebody else that touches no row; told as Changed.
    void move_by_another() {
        ++state_.revision;
        changed_ = state_.revision;
    }

    [[nodiscard]] const StoredState& state() const { return state_; }
    // What was written, in order.
    [[nodiscard]] const std::vector<store::Commit>& history() const { return history_; }
    [[nodiscard]] std::uint64_t commits_asked() const { return asked_; }
    // For a test that lets rows rot or swaps them: what a hostile database would do.
    StoredState& tampered() { return state_; }

    Result<store::Loaded> load(const store::LoadAsk& ask) override {
        if (away_) return errors::store_unreachable;
        return state_.page(ask);
    }

    Result<store::Entries> read(const store::ReadAsk& ask) override {
        if (away_) return errors::store_unreachable;
        return state_.page(ask);
    }

    Result<store::CommitAnswer> commit(const store::Commit& commit) override {
        TRY(store::check_commit(commit));
        if (away_) return errors::store_unreachable;
        ++asked_;
        if (failing_.contains(asked_)) return errors::store_write_failed;
        if (asked_ == ending_) away_ = true;
        if (away_ && !ends_written_) return errors::store_unreachable;
        if (overtaken_.contains(asked_)) move_by_another();
        if (conflicts_ && std::exchange(first_try_, !first_try_)) move_by_another();
        const auto head = state_.head(commit.instance);
        if (!store::is_made_on(commit, state_.revision, head)) {
            return store::CommitAnswer(store::Conflict{state_.revision, head});
        }
        state_.write(commit);
        history_.push_back(commit);
        if (away_ || losing_.contains(asked_)) return errors::store_unreachable;
        return store::CommitAnswer(store::Committed{state_.revision, state_.head(commit.instance)});
    }

    std::optional<std::uint64_t> take_changed() override {
        return std::exchange(changed_, std::nullopt);
    }

private:
    StoredState state_;
    std::vector<store::Commit> history_;
    std::set<std::uint64_t> failing_;
    std::set<std::uint64_t> losing_;
    std::set<std::uint64_t> overtaken_;
    std::uint64_t asked_ = 0;
    std::uint64_t ending_ = 0;
    bool ends_written_ = false;
    bool conflicts_ = false;
    bool first_try_ = true;
    bool away_ = false;
    std::optional<std::uint64_t> changed_;
};

}  // namespace sealwright::test
