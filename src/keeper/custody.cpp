#include "custody.hpp"

#include "sealwright/wire/copies.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::uint8_t proven_before = 1;  // Without a drill.
constexpr std::uint8_t proven_format = 2;
constexpr std::size_t pepper_max = 256;
constexpr std::size_t group_max = std::size_t{64} * 1024;
constexpr std::size_t prefix_digits = 32;
constexpr std::size_t part_names = 1000;
constexpr std::size_t pieces_max = custody::transcript_steps_max + 1;

}  // namespace

void KeptCeremony::write(wire::Writer& writer) const {
    writer.u8(format);
    ceremony.write(writer);
    plan.write(writer);
    writer.raw(nonce);
    writer.u64(epoch);
    writer.bytes(pepper);
    writer.raw(pepper_digest);
    writer.u64(entry);
}

KeptCeremony KeptCeremony::read(wire::Reader& reader) {
    KeptCeremony kept;
    if (reader.u8() != format) reader.fail_value();
    kept.ceremony = ceremony::Ceremony::read(reader);
    kept.plan = operate::CeremonyBeginAsk::read(reader);
    kept.nonce = reader.digest();
    kept.epoch = reader.u64();
    kept.pepper = wire::copy_of(reader.bytes(pepper_max));
    kept.pepper_digest = reader.digest();
    kept.entry = reader.u64();
    return kept;
}

void ShareHolder::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.text(person);
}

ShareHolder ShareHolder::read(wire::Reader& reader) {
    ShareHolder holder;
    holder.index = reader.u16();
    holder.person = reader.text(ceremony::name_max);
    return holder;
}

void HeldGroup::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.bytes(group);
    wire::write_list(writer, holders);
    writer.raw(pepper_digest);
    writer.bytes(pepper);
    writer.u64(since_ms);
    writer.u64(entry);
}

HeldGroup HeldGroup::read(wire::Reader& reader) {
    HeldGroup held;
    if (reader.u8() != format) reader.fail_value();
    held.group = wire::copy_of(reader.bytes(group_max));
    held.holders = wire::read_list<ShareHolder>(reader, ceremony::holders_max);
    held.pepper_digest = reader.digest();
    held.pepper = wire::copy_of(reader.bytes(pepper_max));
    held.since_ms = reader.u64();
    held.entry = reader.u64();
    if (!reader.failed() && !threshold::Group::parse(held.group)) reader.fail_value();
    return held;
}

threshold::Group HeldGroup::read_group() const {
    auto read = threshold::Group::parse(group);
    check(read.ok());  // Each way into this struct has checked it.
    return std::move(*read);
}

void Proven::write(wire::Writer& writer) const {
    writer.u8(proven_format);
    writer.raw(group);
    writer.count(at_ms.size());
    for (const auto& [index, ms] : at_ms) {
        writer.u16(index);
        writer.u64(ms);
    }
    writer.u64(drilled_ms);
}

Proven Proven::read(wire::Reader& reader) {
    Proven proven;
    const auto version = reader.u8();
    if (version != proven_before && version != proven_format) reader.fail_value();
    proven.group = reader.digest();
    const auto count = reader.count(ceremony::holders_max);
    std::uint16_t last = 0;
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        const auto index = reader.u16();
        if (index <= last) reader.fail_value();
        last = index;
        proven.at_ms[index] = reader.u64();
    }
    if (version == proven_format) proven.drilled_ms = reader.u64();
    return proven;
}

void TranscriptPart::write(wire::Writer& writer) const {
    writer.count(pieces.size());
    for (const auto& each : pieces) writer.bytes(each);
}

TranscriptPart TranscriptPart::read(wire::Reader& reader) {
    TranscriptPart part;
    const auto count = reader.count(pieces_max);
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        part.pieces.push_back(wire::copy_of(reader.bytes(custody::transcript_header_max)));
    }
    return part;
}

std::string ceremony_row(const CeremonyId& id) {
    return "ceremony/" + to_hex(id.bytes());
}

std::string said_prefix(const CeremonyId& id) {
    return "said/" + to_hex(id.bytes()) + "/";
}

std::string said_row(const CeremonyId& id, std::uint8_t round, std::uint16_t index) {
    return said_prefix(id) + std::to_string(round) + "/" + std::to_string(index);
}

std::string transcript_prefix(const CeremonyId& id) {
    return "transcript/" + to_hex(id.bytes()) + "/";
}

// In the order of their numbers, as text too.
std::string transcript_row(const CeremonyId& id, std::size_t part) {
    check(part < part_names);
    return transcript_prefix(id) + std::to_string(part_names + part).substr(1);
}

std::string wrap_prefix(const Digest& group) {
    return "wrap/" + to_hex(group).substr(0, prefix_digits) + "/";
}

std::string wrap_row(const Digest& group, const threshold::Label& label) {
    return wrap_prefix(group) + to_hex(label.vault.bytes()) + "/" + std::to_string(label.version);
}

const KeptCeremony* Custody::open() const {
    for (const auto& [id, kept] : ceremonies) {
        if (kept.ceremony.is_open() && kept.ceremony.script().is_confirmed) return &kept;
    }
    return nullptr;
}

const KeptCeremony* Custody::asked(ceremony::CeremonyKind kind) const {
    for (const auto& [id, kept] : ceremonies) {
        if (kept.ceremony.is_open() && kept.ceremony.casting.kind == kind) return &kept;
    }
    return nullptr;
}

std::uint32_t Custody::wraps_of(const Digest& its_group) const {
    const auto prefix = wrap_prefix(its_group);
    return static_cast<std::uint32_t>(std::ranges::count_if(
        wraps, [&](const auto& each) { return each.first.starts_with(prefix); }));
}

threshold::PendingGroup Custody::made_in(const KeptCeremony& kept) const {
    auto pending = board_of(kept).pending();
    check(pending.has_value());
    return std::move(*pending);
}

custody::Board Custody::board_of(const KeptCeremony& kept) const {
    const auto& casting = kept.ceremony.casting;
    const auto size = threshold::GroupSize::make(casting.threshold, casting.holders.size());
    check(size.ok());
    custody::Board board(kept.nonce, *size, threshold::Epoch(kept.epoch));
    for (std::uint8_t round = 0; round < custody::Board::rounds; ++round) {
        for (const auto& holder : casting.holders) {
            const auto found = said.find(said_row(casting.id, round, holder.index));
            if (found == said.end()) continue;
            const auto index = threshold::Index::make(holder.index);
            check(index.ok() && board.add(round, *index, found->second.contribution).ok());
        }
    }
    return board;
}

}  // namespace sealwright::keeper
