#include "keys_room.hpp"

#include "sealwright/custody/errors.hpp"
#include "sealwright/ipc/frame.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

// Around each row: its key, its version and its seal; and the entries of the same commit.
constexpr std::size_t row_around = 320;
constexpr std::size_t entries_size_max = std::size_t{512} * 1024;

}  // namespace

Result<void> check_keys_room(const State& state, std::size_t vaults, std::size_t vaults_max) {
    const auto& record = state.installation->service_key;
    const auto key_size = wire::encode_public(record).size() + row_around;
    const auto fitting = (ipc::frame_body_max - entries_size_max) / key_size - 1;
    const auto limit = std::min(vaults_max, fitting);
    if (vaults <= limit) return done;
    return Error(errors::keys_too_many, {fact("vaults", vaults), fact("limit", limit)});
}

Result<void> check_commit_size(const store::Commit& commit) {
    std::size_t size = 1024;
    for (const auto& row : commit.puts) size += row.key.size() + row.value.size() + 16;
    for (const auto& entry : commit.entries) size += entry.body.size() + 48;
    const bool is_right = size <= ipc::frame_body_max && commit.puts.size() <= store::puts_max &&
                          commit.entries.size() <= store::commit_entries_max;
    if (is_right) return done;
    return Error(errors::change_too_large, {fact("bytes", size), fact("rows", commit.puts.size())});
}

}  // namespace sealwright::keeper
