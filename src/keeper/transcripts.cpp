#include "transcripts.hpp"

#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using custody::Event;
using custody::Transcript;
using custody::TranscriptStep;

constexpr std::size_t part_max = std::size_t{64} * 1024;
constexpr std::size_t said_of_strike_max = std::size_t{4} * 1024;
// So much is left for the roster and the end of a ceremony whose transcript is full.
constexpr std::size_t reserved_bytes = std::size_t{160} * 1024;
constexpr std::size_t reserved_steps = 64;

std::string_view cut(std::string_view text, std::size_t size_max) {
    return text.substr(0, size_max);
}

std::size_t size_of(const Transcript& transcript) {
    std::size_t size = transcript.header.size();
    for (const auto& each : transcript.steps) size += each.size() + sizeof(std::uint32_t);
    return size;
}

// As many pieces a row as fit; where a row ends follows from what is in it.
std::vector<TranscriptPart> parts_of(const Transcript& transcript) {
    std::vector<TranscriptPart> parts(1);
    parts.front().pieces.push_back(transcript.header);
    std::size_t size = transcript.header.size();
    for (const auto& each : transcript.steps) {
        if (size >= part_max) {
            parts.emplace_back();
            size = 0;
        }
        parts.back().pieces.push_back(each);
        size += each.size();
    }
    return parts;
}

// The roster of the last step that has one; of none the header's.
Digest roster_told(const Transcript& transcript) {
    for (auto each = transcript.steps.rbegin(); each != transcript.steps.rend(); ++each) {
        const auto step = wire::decode<TranscriptStep>(*each);
        check(step.ok());
        if (step->event != Event::roster) continue;
        const auto roster = wire::decode<ceremony::Roster>(step->said);
        check(roster.ok());
        return roster->digest();
    }
    const auto header = wire::decode<custody::TranscriptHeader>(transcript.header);
    check(header.ok());
    const auto roster = wire::decode<ceremony::Roster>(header->roster);
    return roster ? roster->digest() : Digest{};
}

}  // namespace

TranscriptStep told_by_service(Event event, const ceremony::Moment& now, std::string_view why) {
    TranscriptStep step;
    step.event = event;
    step.moment = now;
    step.why = cut(why, custody::transcript_why_max);
    return step;
}

TranscriptStep told_by(Event event,
                       const ceremony::Moment& now,
                       const ceremony::SignedAct& act,
                       std::uint8_t round,
                       View said) {
    auto step = told_by_service(event, now);
    const bool speaks = act.act.choice == ceremony::Choice::approve;
    // What is dealt is forgotten with the ceremony: its digest, which the act is over, is enough.
    const bool is_dealt = round >= custody::Board::deal_round && round != custody::confirm_round;
    const bool is_long = event == Event::strike && said.size() > said_of_strike_max;
    step.index = act.act.role == ceremony::Role::custodian ? act.act.index : std::uint16_t{0};
    step.person = act.act.person;
    step.round = round;
    step.digest = act.act.contribution;
    if (speaks && !is_dealt && !is_long) step.said.assign(said.begin(), said.end());
    if (!speaks) step.why = cut(text_of(said), custody::transcript_why_max);
    step.act = wire::encode_public(act);
    return step;
}

TranscriptStep led_to(TranscriptStep step, const ceremony::Ceremony& ceremony) {
    step.reached = custody::Reached::of(ceremony);
    return step;
}

std::optional<TranscriptStep> look_at(ceremony::Ceremony& ceremony, const ceremony::Moment& now) {
    if (!ceremony.look(now)) return std::nullopt;
    return led_to(told_by_service(Event::look, now, ceremony.why), ceremony);
}

std::optional<TranscriptStep> leave_out(ceremony::Ceremony& ceremony,
                                        const ceremony::Holder& holder,
                                        std::string_view why,
                                        const ceremony::Moment& now) {
    auto step = told_by_service(Event::refuse, now, why);
    step.index = holder.index;
    step.person = holder.person;
    if (!ceremony.refuse(step.index, step.why, now)) return std::nullopt;
    return led_to(std::move(step), ceremony);
}

Result<void> append(Transcript& transcript, TranscriptStep step, bool is_end) {
    step.previous = transcript.head();
    auto bytes = wire::encode_public(step);
    const auto free = is_end ? 0 : reserved_bytes;
    const bool is_long = size_of(transcript) + bytes.size() + free > custody::transcript_max;
    const auto steps = transcript.steps.size() + (is_end ? 0 : reserved_steps);
    if (is_long || steps >= custody::transcript_steps_max) return errors::transcript_full;
    transcript.steps.push_back(std::move(bytes));
    return done;
}

Transcript transcript_of(const Custody& custody, const CeremonyId& id) {
    Transcript transcript;
    const auto prefix = transcript_prefix(id);
    bool is_first = true;
    for (auto row = custody.transcripts.lower_bound(prefix);
         row != custody.transcripts.end() && row->first.starts_with(prefix);
         ++row) {
        for (const auto& piece : row->second.pieces) {
            if (std::exchange(is_first, false)) {
                transcript.header = piece;
            } else {
                transcript.steps.push_back(piece);
            }
        }
    }
    return transcript;
}

void sign(Transcript& transcript, const crypto::SigningSeed& identity) {
    const auto digest = Transcript::signed_digest(transcript.steps.size(), transcript.head());
    transcript.signature = crypto::Signer::sign(identity, digest);
}

std::size_t restarts_in(const Transcript& transcript) {
    return static_cast<std::size_t>(std::ranges::count_if(transcript.steps, [](const auto& each) {
        const auto step = wire::decode<TranscriptStep>(each);
        return step && step->event == Event::restart;
    }));
}

void put_transcript(Draft& draft, const CeremonyId& id, const Transcript& transcript) {
    const auto parts = parts_of(transcript);
    for (std::size_t number = 0; number < parts.size(); ++number) {
        const auto row = transcript_row(id, number);
        const auto& there = draft.state().custody.transcripts;
        const auto found = there.find(row);
        if (found != there.end() && found->second == parts[number]) continue;
        draft.put(row, parts[number]);
    }
}

void forget_transcript(Draft& draft, const CeremonyId& id) {
    const auto prefix = transcript_prefix(id);
    std::vector<std::string> rows;
    for (const auto& [row, part] : draft.state().custody.transcripts) {
        if (row.starts_with(prefix)) rows.push_back(row);
    }
    for (const auto& row : rows) draft.forget_transcript(row);
}

Result<Transcript> begin_transcript(const State& state,
                                    const KeptCeremony& kept,
                                    const ceremony::Request& request,
                                    const ceremony::Moment& now) {
    const auto& casting = kept.ceremony.casting;
    custody::TranscriptHeader header;
    header.installation = state.installation->id;
    header.environment = state.installation->provenance.environment;
    header.service = state.installation->verifier;
    header.ceremony = casting.id;
    header.kind = casting.kind;
    header.plan = request.plan;
    header.plan_attempt = request.attempt;
    header.epoch = kept.epoch;
    header.nonce = kept.nonce;
    header.roster = wire::encode_public(state.roster.roster);
    header.conductor = casting.conductor;
    header.needed = casting.needed;
    Transcript transcript;
    transcript.header = wire::encode_public(header);
    TRY(begun, ceremony::Ceremony::propose(casting, now));
    for (const auto& decision : request.decisions) {
        const auto& act = decision.act;
        if (act.act.choice != ceremony::Choice::approve) continue;
        const bool proposes = transcript.steps.empty();
        if (!proposes) TRY(begun.approve(act.act.person, now));
        auto step = told_by(proposes ? Event::propose : Event::approve, now, act, 0, {});
        step.why = decision.reason;
        TRY(append(transcript, led_to(std::move(step), begun), false));
    }
    check(custody::Reached::of(begun) == custody::Reached::of(kept.ceremony));
    return transcript;
}

Result<Digest> tell(Draft& draft,
                    const KeptCeremony& kept,
                    const std::vector<TranscriptStep>& steps) {
    const auto& id = kept.ceremony.casting.id;
    auto transcript = transcript_of(draft.state().custody, id);
    // Begun by a release that wrote none.
    if (transcript.header.empty()) return Digest{};
    const bool is_end = !kept.ceremony.is_open();
    const auto& roster = draft.state().roster.roster;
    if (!steps.empty() && roster_told(transcript) != roster.digest()) {
        auto step = told_by_service(Event::roster, steps.front().moment);
        step.said = wire::encode_public(roster);
        const auto& before = draft.state().custody.ceremonies.at(id).ceremony;
        TRY(append(transcript, led_to(std::move(step), before), is_end));
    }
    for (const auto& step : steps) TRY(append(transcript, step, is_end));
    put_transcript(draft, id, transcript);
    return transcript.head();
}

}  // namespace sealwright::keeper
