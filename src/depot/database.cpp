#include "database.hpp"

#include "errors.hpp"
#include "schema.hpp"
#include "sealwright/store/rules.hpp"
#include "sealwright/wire/copies.hpp"

#include <algorithm>
#include <limits>

namespace sealwright::depot {
namespace {

constexpr std::uint64_t sequence_max = std::numeric_limits<std::int64_t>::max();

Result<Digest> digest_of(View bytes) {
    Digest digest{};
    if (bytes.size() != digest.size()) {
        return Error(errors::depot_damaged, {fact("digest_bytes", bytes.size())});
    }
    std::ranges::copy(bytes, digest.begin());
    return digest;
}

store::Row row_of(const Statement& statement) {
    return {std::string(text_of(statement.bytes(0))),
            statement.number(1),
            wire::copy_of(statement.bytes(2))};
}

Result<store::StoredEntry> entry_of(const Statement& statement) {
    TRY(digest, digest_of(statement.bytes(1)));
    return store::StoredEntry{statement.number(0), digest, wire::copy_of(statement.bytes(2))};
}

}  // namespace

Database::Database(Sqlite sqlite)
    : sqlite_(std::move(sqlite)),
      begin_(sqlite_.prepare("BEGIN IMMEDIATE")),
      commit_(sqlite_.prepare("COMMIT")),
      roll_back_(sqlite_.prepare("ROLLBACK")),
      revision_(sqlite_.prepare("SELECT revision FROM depot")),
      move_(sqlite_.prepare("UPDATE depot SET revision = ?")),
      head_(sqlite_.prepare("SELECT sequence, digest FROM entry WHERE instance = ? "
                            "ORDER BY sequence DESC LIMIT 1")),
      put_(sqlite_.prepare("INSERT INTO row VALUES(?, ?, ?) ON CONFLICT(key) "
                           "DO UPDATE SET version = excluded.version, value = excluded.value")),
      append_(sqlite_.prepare("INSERT INTO entry VALUES(?, ?, ?, ?)")),
      remove_(sqlite_.prepare("DELETE FROM entry WHERE instance = ? AND sequence <= ?")),
      load_(sqlite_.prepare("SELECT key, version, value FROM row WHERE key > ? ORDER BY key")),
      read_(sqlite_.prepare("SELECT sequence, digest, body FROM entry "
                            "WHERE instance = ? AND sequence >= ? ORDER BY sequence LIMIT ?")) {}

Result<Database> Database::open(const std::string& path) {
    TRY(sqlite, Sqlite::open(path));
    TRY(make_ready(sqlite));
    Database database(std::move(sqlite));
    TRY(database.state());
    return database;
}

Result<void> Database::state() const {
    for (const auto* each : {&begin_,
                             &commit_,
                             &roll_back_,
                             &revision_,
                             &move_,
                             &head_,
                             &put_,
                             &append_,
                             &remove_,
                             &load_,
                             &read_}) {
        TRY(each->state());
    }
    return done;
}

void Database::roll_back() {
    // SQLite may have rolled back by itself after a failure; then this one has nothing to do.
    [[maybe_unused]] const auto rolled_back = roll_back_.run();
}

Result<std::uint64_t> Database::revision() {
    TRY(row, revision_.step());
    if (!row) return errors::depot_damaged;
    const auto revision = revision_.number(0);
    revision_.reset();
    return revision;
}

Result<store::Head> Database::head(const InstanceId& instance) {
    TRY(row, head_.bind(instance.bytes()).step());
    if (!row) return store::Head{};
    const auto digest = digest_of(head_.bytes(1));
    const auto sequence = head_.number(0);
    head_.reset();
    if (!digest) return digest.error();
    return store::Head{sequence, *digest};
}

Result<void> Database::write(const store::Commit& commit) {
    for (const auto& row : commit.puts) {
        was_erased_ = was_erased_ || row.value.empty();
        TRY(put_.bind(view_of(row.key)).bind(row.version).bind(row.value).run());
    }
    for (const auto& entry : commit.entries) {
        append_.bind(commit.instance.bytes()).bind(entry.sequence);
        TRY(append_.bind(entry.digest).bind(entry.body).run());
    }
    if (commit.removes_to != 0) {
        TRY(remove_.bind(commit.instance.bytes()).bind(commit.removes_to).run());
    }
    const auto revision = store::revision_after(commit);
    if (revision != commit.revision) TRY(move_.bind(revision).run());
    return done;
}

Result<store::Loaded> Database::load(const store::LoadAsk& ask) {
    TRY(revision, this->revision());
    TRY(head, this->head(ask.instance));
    store::Loaded loaded{revision, head, {}, false};
    std::size_t size = 0;
    load_.bind(view_of(ask.after));
    for (;;) {
        TRY(row, load_.step());
        if (!row) return loaded;
        size += load_.bytes(2).size();
        loaded.more = loaded.rows.size() == store::rows_page_max ||
                      (size > store::page_size_max && !loaded.rows.empty());
        if (loaded.more) break;
        loaded.rows.push_back(row_of(load_));
    }
    load_.reset();
    return loaded;
}

Result<store::Entries> Database::read(const store::ReadAsk& ask) {
    store::Entries page;
    // No chain is that long, and the file's integers end there.
    if (ask.first > sequence_max) return page;
    const auto count = std::min<std::uint64_t>(ask.count, store::entries_page_max);
    std::size_t size = 0;
    read_.bind(ask.instance.bytes()).bind(ask.first).bind(count);
    for (;;) {
        TRY(row, read_.step());
        if (!row) return page;
        size += read_.bytes(2).size();
        if (size > store::page_size_max && !page.entries.empty()) break;
        auto entry = entry_of(read_);
        if (!entry) {
            read_.reset();
            return entry.error();
        }
        page.entries.push_back(std::move(*entry));
    }
    read_.reset();
    return page;
}

Result<void> Database::tend() {
    if (was_erased_) {
        TRY(sqlite_.move_log(true));
        was_erased_ = false;
    }
    if (sqlite_.log_pages() <= log_pages_max) return done;
    return sqlite_.move_log(false);
}

}  // namespace sealwright::depot
