#include "drill.hpp"

#include "holding.hpp"
#include "sealwright/crypto/shares.hpp"
#include "wrapping.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint32_t trial_version = 1;
constexpr std::uint64_t second_ms = 1000;

struct Sealed {
    threshold::Ciphertext ciphertext;
    Digest known{};
};

// Drawn, sealed, and gone: whoever opens it is known to have opened it by its digest.
Result<Sealed> seal_trial(const threshold::GroupKey& key,
                          const threshold::Label& label,
                          const threshold::Pepper& pepper,
                          const CeremonyId& id,
                          Random& random) {
    const auto trial = crypto::ShareSplitter::fresh_key<TrialTag>(random);
    TRY(ciphertext, threshold::Tdh2::seal(key, label, pepper, trial, random));
    return Sealed{ciphertext, trial_digest(trial, id)};
}

}  // namespace

Digest trial_digest(const Trial& trial, const CeremonyId& id) {
    return crypto::KeyDeriver::digest_of(trial.ref(), "custodian/drill", id.bytes());
}

Result<Digest> Drill::begin(const CeremonyId& id,
                            const std::string& reason,
                            const std::string& asked_by) {
    take_over();
    return prepare({id, reason, asked_by});
}

Result<void> Drill::fill(Running& running) {
    const auto group = running.group.key().id();
    TRY(pepper, core().keyring().open_pepper(group, running.held.pepper));
    const Subject subject{threshold::Label::Purpose::drill, {}, running.id.str(), trial_version};
    const auto label = label_of(*core().state().installation, subject, group, core().now().wall_ms);
    TRY(sealed, seal_trial(running.group.key(), label, pepper, running.id, core().random()));
    running.opened.push_back({label, sealed.ciphertext});
    running.plan.aim = custody::Aim::drill;
    known_ = sealed.known;
    return done;
}

// The custodians that it asks are those of the group in force, or it has no point.
std::string_view Drill::unwanted(const KeptCeremony& kept) const {
    const auto* its = running();
    if (its == nullptr || its->id != kept.ceremony.casting.id) return {};
    const auto& group = core().state().custody.group;
    if (group && group->group == its->held.group) return {};
    return "the custodians have another key by now";
}

bool Drill::is_right() {
    const auto opened = running()->opened.front().combiner->open<TrialTag>(*running()->pepper);
    return opened && trial_digest(*opened, running()->id) == known_;
}

void Drill::put_passed(Draft& draft, std::vector<journal::Field>& facts) {
    put_drilled(draft, core().now().wall_ms);
    const auto proposed_ms =
        draft.state().custody.ceremonies.at(running()->id).ceremony.proposed_ms;
    const auto took_ms = running()->quorum_ms - std::min(running()->quorum_ms, proposed_ms);
    facts.push_back({"seconds to quorum", took_ms / second_ms});
}

Result<custody::Transcript> Drill::told_begin(const State& state,
                                              const KeptCeremony& kept,
                                              const ceremony::Request& request,
                                              const ceremony::Moment& at) const {
    auto header = told_header();
    header.plan_attempt = request.attempt;
    header.roster = wire::encode_public(state.roster.roster);
    header.conductor = request.proposer();
    custody::Transcript transcript;
    transcript.header = wire::encode_public(header);
    // What its proposer signed is the wish for a drill; what is asked follows from that.
    auto step = told_by(custody::Event::propose, at, request.decisions.front().act, 0, {});
    step.said = wire::encode_public(request.plan);
    TRY(append(transcript, led_to(std::move(step), kept.ceremony), false));
    return transcript;
}

}  // namespace sealwright::keeper
