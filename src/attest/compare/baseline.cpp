#include "baseline.hpp"

#include <limits>
#include <tuple>

namespace sealwright::attest {
namespace {

std::size_t differences(const Baseline& baseline, const TpmState& seen) {
    std::size_t count = 0;
    for (std::size_t index = 0; index < seen.values.values.size(); ++index) {
        if (baseline.values.values[index] != seen.values.values[index]) ++count;
    }
    return count;
}

// Smaller is closer.
auto distance(const Baseline& baseline, const TpmState& seen, std::uint64_t wall_ms) {
    return std::tuple(differences(baseline, seen),
                      baseline.firmware.value_or(seen.firmware) != seen.firmware,
                      baseline.is_overdue(wall_ms),
                      std::numeric_limits<std::uint64_t>::max() - baseline.approved_ms);
}

bool is_over(const Baseline& baseline, const claims::PcrSet& pcrs) {
    return baseline.values.set == pcrs && baseline.values.values.size() == pcrs.count();
}

}  // namespace

const Baseline* closest_baseline(const QuoteRule& rule, const TpmState& seen) {
    const Baseline* closest = nullptr;
    for (const auto& baseline : rule.baselines) {
        if (!is_over(baseline, rule.pcrs)) continue;
        if (closest == nullptr ||
            distance(baseline, seen, rule.wall_ms) < distance(*closest, seen, rule.wall_ms)) {
            closest = &baseline;
        }
    }
    return closest;
}

void Baseline::write(wire::Writer& writer) const {
    writer.text(id);
    values.write(writer);
    writer.boolean(firmware.has_value());
    if (firmware) writer.u64(*firmware);
    writer.u64(review_ms);
    writer.u64(approved_ms);
    writer.u64(alerted_ms);
}

Baseline Baseline::read(wire::Reader& reader) {
    constexpr std::size_t id_max = 48;
    Baseline baseline;
    baseline.id = reader.text(id_max);
    if (!is_name(baseline.id)) reader.fail_value();
    baseline.values = claims::PcrValues::read(reader);
    if (reader.boolean()) baseline.firmware = reader.u64();
    baseline.review_ms = reader.u64();
    baseline.approved_ms = reader.u64();
    baseline.alerted_ms = reader.u64();
    return baseline;
}

void TpmState::write(wire::Writer& writer) const {
    writer.u32(reset_count);
    writer.u32(restart_count);
    writer.u64(firmware);
    values.write(writer);
}

TpmState TpmState::read(wire::Reader& reader) {
    TpmState state;
    state.reset_count = reader.u32();
    state.restart_count = reader.u32();
    state.firmware = reader.u64();
    state.values = claims::PcrValues::read(reader);
    return state;
}

}  // namespace sealwright::attest
