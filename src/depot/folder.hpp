// Folder: the depot's folder, held by one process at a time.
//
// Holds a lock on its file `lock` for as long as it lives (flock: the kernel drops it with the
// process, so a crash leaves nothing to clean up) and makes the database file with mode 0600 before
// SQLite sees it. Refuses a folder or file that others may change. Process: depot.
// Spec: docs/protocol/depot.md section 5.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::depot {

class Folder {
public:
    static Result<Folder> open(const std::string& path);

    [[nodiscard]] std::string database() const { return path_ + "/depot.db"; }
    // Makes file names durable that were created since.
    Result<void> sync() const;

private:
    Folder(std::string path, Descriptor folder, Descriptor lock)
        : path_(std::move(path)), folder_(std::move(folder)), lock_(std::move(lock)) {}

    std::string path_;
    Descriptor folder_;
    Descriptor lock_;
};

}  // namespace sealwright::depot
