// The end of a recovery: the store is opened, and every key is put onto the fresh tokens.
#include "operating.hpp"
#include "recovery.hpp"
#include "rows.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using threshold::Label;

// A key that is put in place opens what the store has under it, or it is not that key.
Result<void> check_data_key(const State& state,
                            const Vault& vault,
                            const hsm::client::SharedKey& key) {
    const auto& sealed = state.keys.at(vault.id).seal_keys;
    const auto current = sealed.find(vault.seal_key_version);
    if (current == sealed.end()) return done;
    TRY(open_seal_key(key, vault, vault.seal_key_version, current->second));
    return done;
}

}  // namespace

// The store is opened for people before keys are given back: a freeze that is in force can only be
// lifted by them.
Result<void> Recovery::carry_out() {
    if (core_.phase() == Phase::locked) {
        TRY(open_store());
        tell(told_by_service(custody::Event::note, now(), "the store is open, for people alone"));
    }
    TRY(check_store());
    return give_back();
}

Result<void> Recovery::open_store() {
    TRY(service_key,
        running_->openings.front().combiner->open<hsm::client::SharedKeyTag>(*running_->pepper));
    TRY(core_.open_with(service_key, running_->installation));
    running_->has_opened = true;
    // The store that custodians were asked about, or one that grew from it.
    const store::Head asked{running_->plan.entry, running_->plan.head};
    const auto found = core_.find(asked);
    if (!found || *found != Core::Found::it) {
        core_.close(errors::recovery_ended);
        if (!found) return found.error();
        return Error(errors::state_broken, {fact("entry", asked.sequence)});
    }
    auto draft = core_.draft();
    draft.record({std::nullopt,
                  journal::Kind::act,
                  {{"what", std::string("opened by custodians")},
                   {"ceremony", running_->ceremony.casting.id.str()},
                   {"asked by", running_->plan.asked_by},
                   {"reason", running_->plan.reason},
                   {"plan", running_->plan.digest()}}});
    return core_.commit_once(std::move(draft));
}

// What was read in clear has to be what the journal says, now that it can be read.
Result<void> Recovery::check_store() const {
    const auto& state = core_.state();
    const auto broken = [](std::string_view row) {
        return Error(errors::state_broken, {fact("row", row)});
    };
    const bool is_same = state.installation->verifier == running_->plan.identity &&
                         state.custody.group && state.custody.group->group == running_->held.group;
    if (!is_same) return broken(group_row);
    const auto wraps = wraps_of(state.custody, running_->plan.group);
    if (!wraps || custody::wraps_digest(*wraps) != running_->plan.wraps) return broken("wrap");
    for (const auto& [id, vault] : state.vaults) {
        if (!has_opening(vault)) return broken(vault_row(id));
    }
    return done;
}

bool Recovery::has_opening(const Vault& vault) const {
    return std::ranges::any_of(running_->openings, [&](const Opening& each) {
        return each.label.vault == vault.id && each.label.version == vault.data_key_version;
    });
}

Result<hsm::KeyRecord> Recovery::split(const Opening& opening) {
    const auto& state = core_.state();
    const bool is_service = opening.label.purpose == Label::Purpose::service_key;
    TRY(key, opening.combiner->open<hsm::client::SharedKeyTag>(*running_->pepper));
    auto blank =
        is_service ? state.installation->service_key : state.keys.at(opening.label.vault).data_key;
    blank.wraps.clear();
    if (is_service) {
        TRY(Keyring(key, *state.installation).open_identity(state.identity));
    } else {
        TRY(check_data_key(state, state.vaults.at(opening.label.vault), key));
    }
    return core_.keys().split(blank, key, core_.threshold(), core_.place());
}

// One commit: all keys are on the fresh tokens, or none is; and with it, it has begun and ended. A
// freeze, or a clock that was put back, is looked at each time.
Result<void> Recovery::give_back() {
    auto kept = kept_as(running_->ceremony);
    auto transcript = running_->transcript;
    const auto at = now();
    TRY(kept.ceremony.begin(at));
    TRY(append(
        transcript, led_to(told_by_service(custody::Event::begin, at), kept.ceremony), false));
    TRY(kept.ceremony.executed(at));
    TRY(desk_.enrol_new());
    auto draft = core_.draft();
    for (const auto& opening : running_->openings) {
        core_.at_work();
        const auto& state = draft.state();
        if (opening.label.purpose == Label::Purpose::data_key &&
            !state.vaults.contains(opening.label.vault)) {
            continue;
        }
        TRY(record, split(opening));
        if (opening.label.purpose == Label::Purpose::service_key) {
            auto installation = *state.installation;
            installation.threshold = record.wraps.front().threshold;
            installation.service_key = std::move(record);
            draft.put(installation);
        } else {
            draft.put(opening.label.vault, record);
        }
    }
    kept.entry = draft.next_sequence();
    auto step = told_by_service(custody::Event::executed, at);
    step.why = "keys on the fresh tokens: " + std::to_string(running_->openings.size());
    TRY(append(transcript, led_to(std::move(step), kept.ceremony), true));
    forget_ceremonies(draft);
    draft.put(kept);
    put_transcript(draft, kept.ceremony.casting.id, transcript);
    wire::Writer gifts;
    for (const auto& [index, gift] : running_->gifts) gifts.raw(gift.ask);
    std::vector<journal::Field> facts{{"what", std::string("recovered by custodians")},
                                      {"ceremony", kept.ceremony.casting.id.str()},
                                      {"asked by", running_->plan.asked_by},
                                      {"reason", running_->plan.reason},
                                      {"keys", std::uint64_t{running_->openings.size()}},
                                      {"custodians", std::uint64_t{running_->gifts.size()}},
                                      {"plan", running_->plan.digest()},
                                      {"transcript", transcript.head()}};
    journal::add_bytes(facts, "plan", wire::encode_public(running_->plan));
    facts.push_back({"contributions", crypto::sha256(gifts.view())});
    draft.record({std::nullopt, journal::Kind::act, std::move(facts)});
    TRY(core_.commit_once(std::move(draft)));
    running_->ceremony = std::move(kept.ceremony);
    running_->is_done = true;
    end();
    return done;
}

}  // namespace sealwright::keeper
