// Sqlite and Statement: the few calls of SQLite that the depot makes, as Results.
//
// The only source that includes sqlite3.h is behind this. A failed call says which of three things
// it is: not our kind of file (depot_foreign), a damaged one (depot_damaged), or a disk that does
// not obey (depot_sqlite, with SQLite's extended code). Process: depot.
#pragma once

#include "sealwright/core/result.hpp"

#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace sealwright::depot {

// A prepared statement, kept for the life of its connection. Bind, then run or step.
class Statement {
public:
    Statement(sqlite3* connection, const char* text);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Whether it could be prepared; step() says it again.
    [[nodiscard]] Result<void> state() const;

    // The next parameter, from the first. Bytes must live until the statement has run.
    Statement& bind(std::uint64_t number);
    Statement& bind(View bytes);

    // True: there is a row to read. False: there is none left, and the statement is ready again.
    Result<bool> step();
    Result<void> run();
    // Ready again before the last row was read.
    void reset();

    [[nodiscard]] std::uint64_t number(int column) const;
    // Valid until the next step.
    [[nodiscard]] View bytes(int column) const;

private:
    sqlite3_stmt* statement_ = nullptr;
    int code_ = 0;
    int bound_ = 0;
};

class Sqlite {
public:
    // The file must be there.
    static Result<Sqlite> open(const std::string& path);

    Result<void> run(const char* script);
    Result<std::uint64_t> number(const char* question);
    Result<std::string> text(const char* question);
    [[nodiscard]] Statement prepare(const char* text) { return {connection_.get(), text}; }

    // The write-ahead log stays a file when the database is closed, so that no name comes or goes
    // after start.
    Result<void> keep_log();
    [[nodiscard]] int log_pages() const { return *log_pages_; }
    // Moves the log into the database file; `truncate` also empties it.
    Result<void> move_log(bool truncate);

private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };

    explicit Sqlite(sqlite3* connection);

    std::unique_ptr<int> log_pages_;  // Its address is what SQLite reports to.
    std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace sealwright::depot
