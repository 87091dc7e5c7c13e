// Files that the CLI reads whole and writes whole.
//
// A file is written under a new name beside its place, synced, and renamed, so that a crash leaves
// the old one or the new one. Process: cli. Limits: reads at most `size_max` bytes.
#pragma once

#include "sealwright/core/result.hpp"

#include <sys/types.h>

#include <string>

namespace sealwright::cli {

Result<std::string> read_file(const std::string& path, std::size_t size_max);

// The same for what may hold somebody's secret; `-` is standard input.
Result<WipedBytes> read_wiped(const std::string& path, std::size_t size_max);

struct FileForm {
    mode_t mode = 0600;
    std::int64_t owner = -1;  // A uid, or -1 for whoever runs this.
};
Result<void> write_file(const std::string& path, View bytes, FileForm form = {});

bool file_exists(const std::string& path);

}  // namespace sealwright::cli
