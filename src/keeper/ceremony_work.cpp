// What the keeper does itself in the making of a key: the pepper, and sealing every key to the new
// group.
#include "ceremonies.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/custody/contribution.hpp"
#include "transcripts.hpp"
#include "wrapping.hpp"

namespace sealwright::keeper {

using ceremony::CeremonyState;
using custody::Event;

Result<void> Ceremonies::carry_on(const KeptCeremony& now_kept) {
    auto kept = now_kept;
    if (kept.ceremony.state != CeremonyState::executing || kept.ceremony.is_executed) return done;
    if (!kept.ceremony.has_begun) {
        const auto at = now();
        if (!kept.ceremony.begin(at)) return done;  // A freeze, or a clock: it waits.
        TRY(make_pepper(kept));
        auto step = told_by_service(Event::begin, at);
        step.digest = core_.state().custody.board_of(kept).deals()->digest();
        return keep(kept, "begun", {led_to(std::move(step), kept.ceremony)});
    }
    return wrap_some(kept);
}

Result<void> Ceremonies::make_pepper(KeptCeremony& kept) {
    const auto group = core_.state().custody.made_in(kept).key().id();
    const auto pepper = crypto::ShareSplitter::fresh_key<threshold::PepperTag>(core_.random());
    kept.pepper = core_.keyring().seal_pepper(pepper, group, core_.random());
    kept.pepper_digest = custody::pepper_digest(pepper, group);
    return done;
}

// A few a commit; when none is missing it is executed.
Result<void> Ceremonies::wrap_some(KeptCeremony& kept) {
    TRY(to, addressee_of(core_.state().custody, kept, core_.keyring()));
    auto draft = core_.draft();
    const auto& state = core_.state();
    const auto wall_ms = core_.now().wall_ms;
    std::vector<std::pair<Subject, const hsm::KeyRecord*>> missing;
    const auto want = [&](const Subject& subject, const hsm::KeyRecord& record) {
        const auto label = label_of(*state.installation, subject, to.key.id(), wall_ms);
        const bool is_there = state.custody.wraps.contains(wrap_row(to.key.id(), label));
        if (!is_there) missing.emplace_back(subject, &record);
    };
    want(subject_of_service(), state.installation->service_key);
    for (const auto& [id, vault] : state.vaults)
        want(subject_of(vault), state.keys.at(id).data_key);
    if (missing.empty()) {
        const auto at = now();
        TRY(kept.ceremony.executed(at));
        auto step = told_by_service(Event::executed, at);
        step.why = "keys sealed to the new group: " +
                   std::to_string(core_.state().custody.wraps_of(to.key.id()));
        return keep(kept, "executed", {led_to(std::move(step), kept.ceremony)});
    }
    // One that does not open holds nobody else up.
    std::uint64_t sealed = 0;
    std::optional<Error> failed;
    for (const auto& [subject, record] : missing) {
        const auto key = core_.keys().open(*record, core_.place());
        if (!key) {
            failed = key.error();
            continue;
        }
        TRY(wrap(draft, to, subject, *key, wall_ms, core_.random()));
        if (++sealed == wraps_at_once) break;
    }
    if (sealed == 0 && failed) return *failed;
    draft.record({std::nullopt,
                  journal::Kind::act,
                  {{"what", std::string("ceremony sealed keys to the custodians")},
                   {"ceremony", kept.ceremony.casting.id.str()},
                   {"keys", sealed}}});
    return core_.commit_once(std::move(draft));
}

}  // namespace sealwright::keeper
