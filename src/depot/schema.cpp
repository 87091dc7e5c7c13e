#include "schema.hpp"

#include "errors.hpp"

namespace sealwright::depot {
namespace {

// EXCLUSIVE: no shared-memory file, and nobody beside us even if they ignore the folder's lock.
constexpr const char* caution =
    "PRAGMA locking_mode=EXCLUSIVE;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA mmap_size=0;";

// The log keeps its size when it begins anew: to write over blocks that are there needs no other
// write by the file system, and so half the time of a commit that makes the file longer.
constexpr const char* durability =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA journal_size_limit=67108864;";

constexpr const char* creation =
    "BEGIN IMMEDIATE;"
    "PRAGMA application_id=0x53574c44;"
    "PRAGMA user_version=1;"
    "CREATE TABLE depot("
    "  one INTEGER PRIMARY KEY CHECK(one = 1),"
    "  revision INTEGER NOT NULL,"
    "  openings INTEGER NOT NULL) STRICT;"
    "CREATE TABLE row("
    "  key BLOB PRIMARY KEY NOT NULL,"
    "  version INTEGER NOT NULL,"
    "  value BLOB NOT NULL) STRICT;"
    "CREATE TABLE entry("
    "  instance BLOB NOT NULL,"
    "  sequence INTEGER NOT NULL,"
    "  digest BLOB NOT NULL CHECK(length(digest) = 32),"
    "  body BLOB NOT NULL,"
    "  PRIMARY KEY(instance, sequence)) STRICT;"
    "INSERT INTO depot VALUES(1, 0, 0);"
    "COMMIT;";

constexpr const char* opening = "UPDATE depot SET openings = openings + 1;";

// Whether the file is empty, so that the tables may be made. Only reads.
Result<bool> is_fresh(Sqlite& sqlite) {
    TRY(application, sqlite.number("PRAGMA application_id"));
    TRY(version, sqlite.number("PRAGMA user_version"));
    TRY(tables, sqlite.number("SELECT count(*) FROM sqlite_schema"));
    if (application == 0 && version == 0 && tables == 0) return true;
    if (application != application_id) {
        return Error(errors::depot_foreign, {fact("application", application)});
    }
    if (version > schema_version) {
        return Error(errors::depot_newer, {fact("schema", version), fact("known", schema_version)});
    }
    if (version < schema_version) return Error(errors::depot_damaged, {fact("schema", version)});
    return false;
}

Result<void> set_durability(Sqlite& sqlite) {
    TRY(sqlite.run(durability));
    TRY(mode, sqlite.text("PRAGMA journal_mode"));
    if (mode != "wal") return Error(errors::depot_sqlite, {fact("journal_mode", mode)});
    TRY(synchronous, sqlite.number("PRAGMA synchronous"));
    constexpr std::uint64_t full = 2;
    if (synchronous != full) return Error(errors::depot_sqlite, {fact("synchronous", synchronous)});
    return sqlite.keep_log();
}

Result<void> check_file(Sqlite& sqlite) {
    TRY(verdict, sqlite.text("PRAGMA quick_check(1)"));
    if (verdict == "ok") return done;
    return Error(errors::depot_damaged, {fact("check", verdict)});
}

}  // namespace

Result<void> make_ready(Sqlite& sqlite) {
    TRY(sqlite.run(caution));
    TRY(fresh, is_fresh(sqlite));
    TRY(set_durability(sqlite));
    if (fresh) TRY(sqlite.run(creation));
    TRY(check_file(sqlite));
    return sqlite.run(opening);
}

}  // namespace sealwright::depot
