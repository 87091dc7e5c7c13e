#include "sqlite.hpp"

#include "errors.hpp"

#include <sqlite3.h>

#include <utility>

namespace sealwright::depot {
namespace {

Error failed(int code) {
    const auto number = static_cast<std::uint64_t>(code);
    constexpr int primary = 0xff;
    if ((code & primary) == SQLITE_NOTADB) return {errors::depot_foreign, {fact("sqlite", number)}};
    if ((code & primary) == SQLITE_CORRUPT) {
        return {errors::depot_damaged, {fact("sqlite", number)}};
    }
    return {errors::depot_sqlite, {fact("sqlite", number)}};
}

int note_log(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

Statement::Statement(sqlite3* connection, const char* text)
    : code_(sqlite3_prepare_v3(
          connection, text, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr)) {}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      code_(other.code_),
      bound_(other.bound_) {}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Result<void> Statement::state() const {
    if (code_ != SQLITE_OK) return failed(code_);
    return done;
}

// SQLite's integers are signed; the bit pattern survives the way there and back.
Statement& Statement::bind(std::uint64_t number) {
    const auto code = sqlite3_bind_int64(statement_, ++bound_, static_cast<std::int64_t>(number));
    if (code_ == SQLITE_OK) code_ = code;
    return *this;
}

Statement& Statement::bind(View bytes) {
    // A null pointer would bind NULL; an empty value is a value.
    const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    const auto code = sqlite3_bind_blob64(statement_, ++bound_, data, bytes.size(), SQLITE_STATIC);
    if (code_ == SQLITE_OK) code_ = code;
    return *this;
}

Result<bool> Statement::step() {
    TRY(state());
    const auto code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    reset();
    if (code == SQLITE_DONE) return false;
    return failed(code);
}

Result<void> Statement::run() {
    TRY(row, step());
    check(!row);
    return done;
}

void Statement::reset() {
    sqlite3_reset(statement_);
    bound_ = 0;
}

std::uint64_t Statement::number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
}

View Statement::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Sqlite::Close::operator()(sqlite3* connection) const {
    // Never refused: statements that still live are finalised later, then it closes.
    sqlite3_close_v2(connection);
}

Sqlite::Sqlite(sqlite3* connection)
    : log_pages_(std::make_unique<int>(0)), connection_(connection) {
    sqlite3_extended_result_codes(connection, 1);
    // Takes the place of SQLite's automatic checkpoint, which would keep an error to itself.
    sqlite3_wal_hook(connection, note_log, log_pages_.get());
}

Result<Sqlite> Sqlite::open(const std::string& path) {
    sqlite3* connection = nullptr;
    const auto code = sqlite3_open_v2(
        path.c_str(), &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Sqlite opened(connection);
    if (code != SQLITE_OK) return failed(code);
    const auto defensive =
        sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, static_cast<int*>(nullptr));
    if (defensive != SQLITE_OK) return failed(defensive);
    return opened;
}

Result<void> Sqlite::run(const char* script) {
    const auto code = sqlite3_exec(connection_.get(), script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failed(code);
    return done;
}

Result<std::uint64_t> Sqlite::number(const char* question) {
    auto statement = prepare(question);
    TRY(row, statement.step());
    if (!row) return errors::depot_damaged;
    return statement.number(0);
}

Result<std::string> Sqlite::text(const char* question) {
    auto statement = prepare(question);
    TRY(row, statement.step());
    if (!row) return errors::depot_damaged;
    return std::string(text_of(statement.bytes(0)));
}

Result<void> Sqlite::keep_log() {
    int keep = 1;
    const auto code =
        sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    if (code != SQLITE_OK) return failed(code);
    return done;
}

// The connection is the only one, so nobody can keep a checkpoint from its end.
Result<void> Sqlite::move_log(bool truncate) {
    const auto mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const auto code = sqlite3_wal_checkpoint_v2(connection_.get(), "main", mode, nullptr, nullptr);
    if (code != SQLITE_OK) return failed(code);
    *log_pages_ = 0;
    return done;
}

}  // namespace sealwright::depot
