// RootSchedule: when a vault's root tokens are looked for, and rotated, with nobody asking.
//
// An interval counts from the last time that went well and is up to a tenth shorter, other for each
// vault and each time, so that vaults that were taken over at once do not rotate at once. A root
// token that nobody granted is answered by a rotation as soon as it was found, at most one an hour.
// Pure: times come as values. Part of the row of a Rooting. Process: keeper. Spec:
// docs/protocol/root.md section 11.
#pragma once

#include "sealwright/operate/root_messages.hpp"
#include "sealwright/session/task_messages.hpp"

#include <optional>
#include <string_view>

namespace sealwright::keeper {

struct RootSchedule {
    static constexpr std::uint64_t again_ms = std::uint64_t{60} * 60 * 1000;
    static constexpr std::uint32_t look_every_s_first = 3600;

    operate::RootTimes times;
    std::uint64_t rotated_ms = 0;  // Since when the interval counts.
    std::uint64_t looked_ms = 0;
    std::uint64_t found_ms = 0;  // Since when one is not answered yet; 0: there is none.
    std::uint64_t begun_ms = 0;  // The last rotation that nobody asked for.
    bool is_missed = false;      // What was due last was not done, and that was told.

    struct Due {
        session::TaskKind kind{};
        std::string_view why;
    };
    [[nodiscard]] std::optional<Due> due(const VaultId& vault, std::uint64_t wall_ms) const;
    // At the earliest; 0: none is due by itself.
    [[nodiscard]] std::uint64_t next_rotation_ms(const VaultId& vault) const;
    [[nodiscard]] std::uint64_t next_look_ms(const VaultId& vault) const;

    void begin(session::TaskKind kind, std::uint64_t wall_ms);
    // A task of this kind went well.
    void did(session::TaskKind kind, std::uint64_t wall_ms);

    void write(wire::Writer& writer) const;
    static RootSchedule read(wire::Reader& reader);

private:
    [[nodiscard]] std::uint64_t answer_ms() const;
    [[nodiscard]] std::uint64_t interval_ends_ms(const VaultId& vault) const;
};

Result<void> check_times(const operate::RootTimes& times);
// Whether something is done less often by these than by those before.
bool is_rarer(const operate::RootTimes& times, const operate::RootTimes& before);

}  // namespace sealwright::keeper
