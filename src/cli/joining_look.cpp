// What a custodian's tool looks at before it says anything, and what it keeps of it.
#include "confirm.hpp"
#include "errors.hpp"
#include "joining.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/receipt.hpp"
#include "transcript_words.hpp"

namespace sealwright::cli {

using custody::SeenCeremony;

Outcome<threshold::Epoch> Joining::epoch() {
    auto& holdings = store_.holdings();
    if (const auto* part = holdings.part_of(id_)) return part->epoch;
    if (const auto* share = holdings.share_of(id_)) return share->epoch;
    TRY(all, service_.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
    const auto& installation = person_.pin()->installation;
    TRY(epoch, custody::epoch_after(all.group, holdings, installation));
    TRY(missed(epoch));
    return epoch;
}

// Who was no custodian for a while knows it; of whom it is not true, they are shown a group that
// is not theirs.
Result<void> Joining::missed(threshold::Epoch epoch) {
    const auto seen = store_.holdings().epoch_of(person_.pin()->installation);
    if (seen == 0 || epoch.value() == seen + 1 || has_missed_) return done;
    talk_now("Your file has seen the group of epoch " + std::to_string(seen) +
             ", and the service shows that of epoch " + std::to_string(epoch.value() - 1) +
             ": you were no custodian in between, or this is not your group. Ask the others.\n");
    if (!command_.yes) TRY(confirm("missed"));
    has_missed_ = true;
    return done;
}

Outcome<custody::Played> Joining::prove(const SeenCeremony& seen) {
    TRY(shown, service_.ask<operate::TranscriptShown>(operate::TranscriptAsk{id_.bytes()}));
    const auto& pin = *person_.pin();
    TRY(played, played_in(shown.transcript, &pin.identity));
    TRY(seen.check_played(played, {pin.installation, pin.environment}, *roster_));
    transcript_ = std::move(shown.transcript);
    return std::move(played);
}

Outcome<SeenCeremony> Joining::look() {
    const auto& pin = person_.pin();
    if (!pin) return errors::cli_context_unpinned;
    TRY(its_epoch, epoch());
    TRY(roster, person_.roster());
    const auto* owner = roster.owner_of(person_.signer().key());
    if (owner == nullptr) return errors::cli_not_custodian;
    name_ = owner->name;
    TRY(shown, service_.ask<operate::CeremonyShown>(operate::CeremonyAsk{id_.bytes()}));
    const ceremony::Place place{pin->installation, pin->environment};
    TRY(seen, SeenCeremony::read(shown, id_, place, roster, its_epoch));
    self_ = seen.index_of(name_);
    if (!self_) return errors::cli_not_custodian;
    roster_ = std::move(roster);
    return std::move(seen);
}

Bytes Joining::receipt(const SeenCeremony& seen, std::uint8_t round, const Digest& digest) {
    const auto none = [](const std::string& why) {
        talk_now("No receipt was kept of what you said: " + why + "\n");
        return Bytes();
    };
    const auto proved = prove(seen);
    if (!proved) return none(proved.error().what);
    const auto transcript = wire::decode<custody::Transcript>(transcript_);
    check(transcript.ok());
    const auto cut = custody::Receipt::cut(*transcript, self_->value());
    if (!cut) return none(cut.error().sentence());
    const auto step = cut->verify();
    if (!step) return none(step.error().sentence());
    if (!step->is_saying_of(self_->value(), round, digest)) {
        return none("the transcript that the service shows ends with another act of yours");
    }
    return wire::encode_public(*cut);
}

Result<void> Joining::note(std::string what, std::string words, Bytes receipt) {
    const auto& pin = *person_.pin();
    const auto whom = pin.installation.str() + " " + pin.environment + " " + id_.str();
    auto line = history_line(std::move(what), whom, std::move(words));
    line.receipt = std::move(receipt);
    store_.holdings().note(std::move(line));
    return store_.save();
}

}  // namespace sealwright::cli
