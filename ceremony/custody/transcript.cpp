#include "sealwright/custody/transcript.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/copies.hpp"

#include <array>

namespace sealwright::custody {
namespace {

constexpr std::string_view domain = "VUS-V1-TRANSCRIPT";
constexpr std::uint16_t version = 1;
constexpr std::size_t group_max = std::size_t{64} * 1024;

Bytes u32_bytes(std::size_t number) {
    wire::Writer writer;
    writer.u32(static_cast<std::uint32_t>(number));
    return writer.copy();
}

}  // namespace

void NamedHolder::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.text(person);
}

NamedHolder NamedHolder::read(wire::Reader& reader) {
    NamedHolder holder;
    holder.index = reader.u16();
    holder.person = reader.text(ceremony::name_max);
    return holder;
}

void TranscriptHeader::write(wire::Writer& writer) const {
    writer.id(installation);
    writer.text(environment);
    writer.raw(service);
    writer.id(ceremony);
    writer.enumeration(kind);
    plan.write(writer);
    writer.u32(plan_attempt);
    writer.u64(epoch);
    writer.raw(nonce);
    writer.bytes(roster);
    writer.bytes(group);
    wire::write_list(writer, holders);
    writer.text(conductor);
    writer.u8(needed);
}

TranscriptHeader TranscriptHeader::read(wire::Reader& reader) {
    TranscriptHeader header;
    header.installation = reader.id<InstallationId>();
    header.environment = reader.text(operate::name_max);
    reader.copy_into(header.service);
    header.ceremony = reader.id<CeremonyId>();
    header.kind = reader.enumeration(ceremony::CeremonyKind::root);
    header.plan = ceremony::Plan::read(reader);
    header.plan_attempt = reader.u32();
    header.epoch = reader.u64();
    header.nonce = reader.digest();
    header.roster = wire::copy_of(reader.bytes(operate::roster_max));
    header.group = wire::copy_of(reader.bytes(group_max));
    header.holders = wire::read_list<NamedHolder>(reader, ceremony::holders_max);
    header.conductor = reader.text(operate::text_max);
    header.needed = reader.u8();
    return header;
}

std::string_view word_of(Event event) {
    constexpr std::array<std::string_view, 15> words{"roster",
                                                     "proposal",
                                                     "approval",
                                                     "contribution",
                                                     "strike",
                                                     "refusal",
                                                     "begin",
                                                     "carried out",
                                                     "confirmation",
                                                     "abort",
                                                     "restart",
                                                     "time",
                                                     "failure",
                                                     "note",
                                                     "further gift"};
    return words.at(static_cast<std::size_t>(event));
}

Reached Reached::of(const ceremony::Ceremony& ceremony) {
    return {ceremony.state, ceremony.round, ceremony.attempt};
}

void Reached::write(wire::Writer& writer) const {
    writer.enumeration(state);
    writer.u8(round);
    writer.u32(attempt);
}

Reached Reached::read(wire::Reader& reader) {
    Reached reached;
    reached.state = reader.enumeration(ceremony::CeremonyState::failed);
    reached.round = reader.u8();
    reached.attempt = reader.u32();
    return reached;
}

void TranscriptStep::write(wire::Writer& writer) const {
    writer.raw(previous);
    writer.enumeration(event);
    writer.u64(moment.wall_ms);
    writer.boolean(moment.is_behind);
    writer.boolean(moment.is_frozen);
    writer.u16(index);
    writer.text(person);
    writer.u8(round);
    writer.raw(digest);
    writer.bytes(said);
    writer.text(why);
    writer.bytes(act);
    reached.write(writer);
}

TranscriptStep TranscriptStep::read(wire::Reader& reader) {
    TranscriptStep step;
    step.previous = reader.digest();
    step.event = reader.enumeration(Event::give_on);
    step.moment.wall_ms = reader.u64();
    step.moment.is_behind = reader.boolean();
    step.moment.is_frozen = reader.boolean();
    step.index = reader.u16();
    step.person = reader.text(operate::text_max);
    step.round = reader.u8();
    step.digest = reader.digest();
    step.said = wire::copy_of(reader.bytes(transcript_said_max));
    step.why = reader.text(transcript_why_max);
    step.act = wire::copy_of(reader.bytes(operate::act_max));
    step.reached = Reached::read(reader);
    return step;
}

Digest Given::digest() const {
    wire::Writer place;
    place.u16(index);
    const std::uint8_t room = is_in_the_room ? 1 : 0;
    const std::uint8_t appraised = has_appraised ? 1 : 0;
    return crypto::th("recovery/give",
                      {plan, place.view(), View(&room, 1), View(&appraised, 1), contribution});
}

Result<void> Given::verify() const {
    return crypto::verify(key, digest(), signature);
}

std::string_view Given::words() const {
    if (is_in_the_room) return "in the room";
    return has_appraised ? "has appraised the host" : "";
}

Given given_in(const operate::RecoveryGiveAsk& ask,
               const Digest& plan,
               std::uint16_t index,
               const crypto::PublicKey& key) {
    auto unsigned_ask = ask;
    unsigned_ask.signature = {};
    Given given;
    given.plan = plan;
    given.index = index;
    given.is_in_the_room = ask.room.has_value();
    given.has_appraised = ask.has_appraised;
    given.contribution = contribution_digest(0, wire::encode_public(unsigned_ask));
    given.key = key;
    given.signature = ask.signature;
    return given;
}

void Given::write(wire::Writer& writer) const {
    writer.raw(plan);
    writer.u16(index);
    writer.boolean(is_in_the_room);
    writer.boolean(has_appraised);
    writer.raw(contribution);
    writer.raw(key);
    writer.raw(signature);
}

Given Given::read(wire::Reader& reader) {
    Given given;
    given.plan = reader.digest();
    given.index = reader.u16();
    given.is_in_the_room = reader.boolean();
    given.has_appraised = reader.boolean();
    given.contribution = reader.digest();
    reader.copy_into(given.key);
    reader.copy_into(given.signature);
    return given;
}

Digest Transcript::head_of_header(View header) {
    return crypto::th("transcript/header", {header});
}

Digest Transcript::head_after(const Digest& before, View step) {
    return crypto::th("transcript/step", {before, step});
}

Digest Transcript::head() const {
    auto head = head_of_header(header);
    for (const auto& step : steps) head = head_after(head, step);
    return head;
}

Digest Transcript::signed_digest(std::size_t steps, const Digest& head) {
    return crypto::th("transcript/signed", {u32_bytes(steps), head});
}

void Transcript::write(wire::Writer& writer) const {
    writer.text(domain);
    writer.u16(version);
    writer.bytes(header);
    writer.count(steps.size());
    for (const auto& step : steps) writer.bytes(step);
    writer.raw(signature);
}

Transcript Transcript::read(wire::Reader& reader) {
    Transcript transcript;
    if (reader.text(domain.size()) != domain) reader.fail_value();
    if (reader.u16() != version) reader.fail_value();
    transcript.header = wire::copy_of(reader.bytes(transcript_header_max));
    const auto count = reader.count(transcript_steps_max);
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        transcript.steps.push_back(wire::copy_of(reader.bytes(transcript_step_max)));
    }
    reader.copy_into(transcript.signature);
    return transcript;
}

}  // namespace sealwright::custody
