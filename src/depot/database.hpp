// Database: the depot's backend on SQLite.
//
// WAL with synchronous=FULL: a commit returns when it is on disk. Rows and entries come sealed, so
// a database is worth nothing alone. Limits: pages as in store/messages.hpp; the log is moved into
// the file when it is longer than `log_pages_max`. Process: depot, after it holds its Folder. Spec:
// docs/protocol/depot.md section 4.
#pragma once

#include "backend.hpp"
#include "sqlite.hpp"

namespace sealwright::depot {

class Database final : public Backend {
public:
    static constexpr int log_pages_max = 1000;  // Of 4 KiB.

    static Result<Database> open(const std::string& path);

    Result<void> begin() override { return begin_.run(); }
    Result<void> commit() override { return commit_.run(); }
    void roll_back() override;
    Result<std::uint64_t> revision() override;
    Result<store::Head> head(const InstanceId& instance) override;
    Result<void> write(const store::Commit& commit) override;
    Result<store::Loaded> load(const store::LoadAsk& ask) override;
    Result<store::Entries> read(const store::ReadAsk& ask) override;
    // Moves a long log; and after a row was made empty, all of it, so that what the row held is in
    // neither file any more.
    Result<void> tend() override;

    // At a clean end: everything in one file. Without it the next start finds the log.
    Result<void> settle() { return sqlite_.move_log(true); }

private:
    explicit Database(Sqlite sqlite);
    Result<void> state() const;

    Sqlite sqlite_;
    bool was_erased_ = false;
    Statement begin_;
    Statement commit_;
    Statement roll_back_;
    Statement revision_;
    Statement move_;
    Statement head_;
    Statement put_;
    Statement append_;
    Statement remove_;
    Statement load_;
    Statement read_;
};

}  // namespace sealwright::depot
