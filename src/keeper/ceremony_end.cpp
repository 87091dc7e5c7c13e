#include "ceremony_end.hpp"

#include "sealwright/custody/contribution.hpp"

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyState;
using custody::confirm_round;

// What custodians sealed to each other is worth having only to whoever records it for later.
void drop_what_was_dealt(Draft& draft, const CeremonyId& id, bool all) {
    const auto prefix = said_prefix(id);
    const auto deals = prefix + std::to_string(custody::Board::deal_round) + "/";
    forget_said(draft, all ? prefix : deals);
}

void drop_wraps(Draft& draft, const Digest& group) {
    const auto prefix = wrap_prefix(group);
    std::vector<std::string> rows;
    for (const auto& [row, wrap] : draft.state().custody.wraps) {
        if (row.starts_with(prefix)) rows.push_back(row);
    }
    for (const auto& row : rows) draft.forget_wrap(row);
}

threshold::Certificate certificate_in(const operate::Spoken& spoken) {
    const auto confirmation = wire::decode<custody::Confirmation>(spoken.contribution);
    check(confirmation.ok());
    const auto certificate = wire::decode<threshold::Certificate>(confirmation->certificate);
    check(certificate.ok());
    return *certificate;
}

// The group in force, with the last confirmation; what was sealed to the one before goes.
Result<void> promote(Draft& draft, const KeptCeremony& kept, std::uint64_t wall_ms) {
    const auto& casting = kept.ceremony.casting;
    const auto pending = draft.state().custody.made_in(kept);
    std::vector<threshold::Certificate> certificates;
    HeldGroup held;
    for (const auto& holder : casting.holders) {
        const auto row = said_row(casting.id, confirm_round, holder.index);
        certificates.push_back(certificate_in(draft.state().custody.said.at(row)));
        held.holders.push_back({holder.index, holder.person});
    }
    TRY(group, pending.certify(std::move(certificates)));
    wire::Writer writer;
    group.write(writer);
    held.group = writer.copy();
    held.pepper = kept.pepper;
    held.pepper_digest = kept.pepper_digest;
    held.since_ms = wall_ms;
    held.entry = draft.next_sequence();
    const auto before = draft.state().custody.group;
    if (before) drop_wraps(draft, before->read_group().key().id());
    draft.put(held);
    return done;
}

}  // namespace

Result<void> settle(Draft& draft, const KeptCeremony& kept, std::uint64_t wall_ms) {
    if (!kept.ceremony.script().is_confirmed) return done;  // It has made nothing.
    const auto& id = kept.ceremony.casting.id;
    if (kept.ceremony.state == CeremonyState::committed) {
        TRY(promote(draft, kept, wall_ms));
        drop_what_was_dealt(draft, id, false);
        return done;
    }
    if (!kept.pepper.empty()) {
        drop_wraps(draft, draft.state().custody.made_in(kept).key().id());
    }
    drop_what_was_dealt(draft, id, true);
    return done;
}

}  // namespace sealwright::keeper
