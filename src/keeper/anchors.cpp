#include "anchors.hpp"

#include "errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t format = 1;

}  // namespace

void HeldAnchor::write(wire::Writer& writer) const {
    anchor.write(writer);
    writer.u64(accepted_ms);
    writer.text(accepted_by);
}

HeldAnchor HeldAnchor::read(wire::Reader& reader) {
    HeldAnchor held;
    held.anchor = claims::Anchor::read(reader);
    held.accepted_ms = reader.u64();
    held.accepted_by = reader.text(PublicText::length_max);
    return held;
}

bool HeldAnchors::accepts(const claims::Anchor& anchor) const {
    return std::ranges::any_of(all_, [&](const auto& each) { return each.anchor.is(anchor); });
}

Result<HeldAnchors> HeldAnchors::with(const std::vector<claims::Anchor>& anchors,
                                      std::uint64_t wall_ms,
                                      const std::string& by) const {
    if (anchors.empty()) return errors::anchors_none;
    auto more = *this;
    for (const auto& anchor : anchors) {
        if (more.accepts(anchor)) {
            return Error(
                errors::anchor_accepted_already,
                {fact("kind", claims::word_of(anchor.kind)), fact("anchor", anchor.digest)});
        }
        if (more.is_full()) return Error(errors::anchors_full, {fact("anchors", anchors_max)});
        more.all_.push_back({anchor, wall_ms, PublicText(by).str()});
    }
    return more;
}

Result<HeldAnchors> HeldAnchors::without(const Digest& digest) const {
    auto fewer = *this;
    const auto is_it = [&](const auto& each) { return each.anchor.digest == digest; };
    if (std::erase_if(fewer.all_, is_it) == 0) {
        return Error(errors::anchor_unknown, {fact("anchor", digest)});
    }
    return fewer;
}

void HeldAnchors::write(wire::Writer& writer) const {
    writer.u8(format);
    wire::write_list(writer, all_);
}

HeldAnchors HeldAnchors::read(wire::Reader& reader) {
    HeldAnchors held;
    if (reader.u8() != format) reader.fail_value();
    held.all_ = wire::read_list<HeldAnchor>(reader, anchors_max);
    return held;
}

std::optional<claims::Anchor> anchor_by(const Proof& proof,
                                        const Identity& identity,
                                        const Digest& certificate) {
    if (proof.kind != claims::EvidenceKind::tpm2) return std::nullopt;
    const auto kind = claims::anchor_kind_for(proof.provenance);
    if (!kind) return std::nullopt;
    return claims::Anchor{*kind, certificate, identity.endorsed_by};
}

std::optional<claims::Anchor> anchor_of(const Proof& proof) {
    if (!proof.identity) return std::nullopt;
    return anchor_by(proof, *proof.identity, proof.anchor);
}

Result<void> check_anchor(const HeldAnchors& accepted,
                          bool is_founded,
                          const claims::Anchor& anchor) {
    if (!is_founded || accepted.accepts(anchor)) return done;
    return Error(errors::anchor_not_accepted,
                 {fact("anchor", anchor.digest),
                  fact("kind", claims::word_of(anchor.kind)),
                  fact("subject", anchor.subject)});
}

}  // namespace sealwright::keeper
