#include "disk_replay.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

namespace sealwright::test {
namespace {

constexpr std::size_t sector = 512;

std::uint64_t number_at(const std::string& text, std::size_t at) {
    std::uint64_t number = 0;
    std::memcpy(&number, text.data() + at, sizeof number);
    return number;
}

void apply(std::string& file, const DiskReplay::Step& step, std::size_t size) {
    if (step.kind == 't') return file.resize(step.offset);
    if (file.size() < step.offset + size) file.resize(step.offset + size);
    file.replace(step.offset, size, step.bytes, 0, size);
}

// Each of the steps that no sync covers: whole, torn, or not at all, in any order.
void lose_some(std::string& file,
               std::vector<const DiskReplay::Step*> open,
               std::mt19937_64& random) {
    const auto fate = random() % 4;
    if (fate == 0) return;  // All are lost.
    if (fate == 1) std::shuffle(open.begin(), open.end(), random);
    for (const auto* step : open) {
        const auto luck = random() % 4;
        if (luck == 0) continue;
        const auto sectors = step->bytes.size() / sector;
        const bool torn = luck == 1 && sectors > 0;
        apply(file, *step, torn ? sector * (random() % sectors) : step->bytes.size());
    }
}

}  // namespace

DiskReplay::DiskReplay(const std::string& recording) {
    constexpr std::size_t head = 2 + 8 + 8;
    for (std::size_t at = 0; at + head <= recording.size();) {
        Step step;
        step.kind = recording[at];
        step.file = recording[at + 1] == '0' ? 0 : 1;
        step.offset = number_at(recording, at + 2);
        const auto size = number_at(recording, at + 10);
        REQUIRE(at + head + size <= recording.size());
        step.bytes = recording.substr(at + head, size);
        at += head + size;
        step.end = at;
        steps_.push_back(std::move(step));
    }
}

bool DiskReplay::counts(std::size_t index, Syncs syncs) const {
    if (syncs == Syncs::all || steps_[index].file == 0) return true;
    return index + 1 < steps_.size() && steps_[index + 1].file == 0;
}

DiskFiles DiskReplay::after(std::size_t count, Syncs syncs, std::mt19937_64& random) const {
    DiskFiles files;
    std::array<std::vector<const Step*>, 2> open;
    for (std::size_t index = 0; index < count; ++index) {
        const auto& step = steps_[index];
        if (step.kind != 's') {
            open[step.file].push_back(&step);
        } else if (counts(index, syncs)) {
            for (const auto* each : open[step.file]) {
                apply(files[step.file], *each, each->bytes.size());
            }
            open[step.file].clear();
        }
    }
    for (std::size_t file = 0; file < files.size(); ++file) {
        lose_some(files[file], open[file], random);
    }
    return files;
}

}  // namespace sealwright::test
