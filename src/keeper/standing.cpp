#include "standing.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t first_format = 1;
constexpr std::uint8_t format = 2;
constexpr std::size_t text_max = 512;
constexpr std::size_t nodes_max = 4096;
constexpr std::size_t versions_max = 1024;

// Before holds could be confirmed and lapse, a solo installation's was its operator's word.
Stops read_first_hold(wire::Reader& reader) {
    Stops stops;
    if (!reader.boolean()) return stops;
    const auto since_ms = reader.u64();
    const auto by = reader.text(text_max);
    const auto reason = reader.text(text_max);
    check(stops.begin({by, {}, true}, reason, 0, since_ms).ok());
    return stops;
}

void write_rewrap(wire::Writer& writer, const std::optional<OpenRewrap>& rewrap) {
    writer.boolean(rewrap.has_value());
    if (!rewrap) return;
    writer.id(rewrap->node);
    writer.u64(rewrap->since_ms);
}

std::optional<OpenRewrap> read_rewrap(wire::Reader& reader) {
    if (!reader.boolean()) return std::nullopt;
    OpenRewrap rewrap;
    rewrap.node = reader.id<NodeId>();
    rewrap.since_ms = reader.u64();
    return rewrap;
}

}  // namespace

void Standing::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.id(vault);
    holds.write(writer);
    writer.u64(restore_until_ms);
    write_rewrap(writer, rewrap);
    writer.u32(root_version);
    writer.u32(recovery_version);
    writer.count(opened.size());
    for (const auto& [node, version] : opened) {
        writer.id(node);
        writer.u32(version);
    }
    writer.count(snapshots.size());
    for (const auto& [version, sealed_ms] : snapshots) {
        writer.u32(version);
        writer.u64(sealed_ms);
    }
}

// Keys must rise: one standing has one encoding.
Standing Standing::read(wire::Reader& reader) {
    Standing standing;
    const auto written_as = reader.u8();
    if (written_as < first_format || written_as > format) reader.fail_value();
    standing.vault = reader.id<VaultId>();
    standing.holds = written_as == first_format ? read_first_hold(reader) : Stops::read(reader);
    standing.restore_until_ms = reader.u64();
    standing.rewrap = read_rewrap(reader);
    standing.root_version = reader.u32();
    standing.recovery_version = reader.u32();
    const auto nodes = reader.count(nodes_max);
    for (std::uint32_t index = 0; index < nodes && !reader.failed(); ++index) {
        const auto node = reader.id<NodeId>();
        const auto version = reader.u32();
        if (!standing.opened.empty() && !(standing.opened.rbegin()->first < node)) {
            reader.fail_value();
        }
        standing.opened.emplace_hint(standing.opened.end(), node, version);
    }
    const auto versions = reader.count(versions_max);
    for (std::uint32_t index = 0; index < versions && !reader.failed(); ++index) {
        const auto version = reader.u32();
        const auto sealed_ms = reader.u64();
        if (!standing.snapshots.empty() && standing.snapshots.rbegin()->first >= version) {
            reader.fail_value();
        }
        standing.snapshots.emplace_hint(standing.snapshots.end(), version, sealed_ms);
    }
    return standing;
}

bool Standing::waits_for_rewrap(std::uint32_t version) const {
    const auto is_older = [version](std::uint32_t sealed) {
        return sealed != 0 && sealed < version;
    };
    return is_older(root_version) || is_older(recovery_version);
}

}  // namespace sealwright::keeper
