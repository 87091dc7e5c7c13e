// DiskReplay: what a disk may hold after the power went away, from a depot's recorded writes.
//
// A write that was followed by a sync of its file is there. Of the others each may be there, be
// missing, or be torn at a sector, in whatever order: a seed decides, so each state comes again.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sealwright::test {

// The database and its log.
using DiskFiles = std::array<std::string, 2>;

class DiskReplay {
public:
    struct Step {
        char kind = 0;  // w, t or s, as in write_log.cpp.
        std::size_t file = 0;
        std::uint64_t offset = 0;
        std::string bytes;
        std::uint64_t end = 0;  // Of the step in the recording.
    };
    // Which syncs count. `normal` is what SQLite does under synchronous=NORMAL: the log is synced
    // before it is moved into the database, and not for a commit.
    enum class Syncs { all, normal };

    explicit DiskReplay(const std::string& recording);

    [[nodiscard]] std::size_t size() const { return steps_.size(); }
    [[nodiscard]] const Step& step(std::size_t index) const { return steps_[index]; }
    // Power was lost behind the first `count` steps.
    [[nodiscard]] DiskFiles after(std::size_t count, Syncs syncs, std::mt19937_64& random) const;

private:
    [[nodiscard]] bool counts(std::size_t index, Syncs syncs) const;

    std::vector<Step> steps_;
};

}  // namespace sealwright::test
