#include "sealwright/custody/receipt.hpp"

#include "sealwright/custody/errors.hpp"
#include "sealwright/wire/copies.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

constexpr std::string_view taken_word = "VUS-V1-RECEIPT";
constexpr std::string_view given_word = "VUS-V1-GIVEN";

Error invalid(std::string_view why) {
    return {errors::transcript_invalid, {fact("why", why)}};
}

}  // namespace

Result<Receipt> Receipt::cut(const Transcript& transcript, std::uint16_t index) {
    TRY(header, wire::decode<TranscriptHeader>(transcript.header));
    Receipt receipt;
    receipt.service = header.service;
    receipt.signature = transcript.signature;
    auto head = Transcript::head_of_header(transcript.header);
    std::uint32_t number = 0;
    for (const auto& bytes : transcript.steps) {
        ++number;
        TRY(step, wire::decode<TranscriptStep>(bytes));
        if (step.index == index && !step.act.empty()) {
            receipt.number = number;
            receipt.before = head;
            receipt.steps.clear();
        }
        receipt.steps.push_back(bytes);
        head = Transcript::head_after(head, bytes);
    }
    const bool is_short = receipt.number != 0 && receipt.steps.size() <= receipt_steps_max &&
                          wire::encode_public(receipt).size() <= receipt_max;
    if (!is_short) return invalid("the act is not among its newest steps");
    return receipt;
}

Result<TranscriptStep> Receipt::verify() const {
    if (number == 0 || steps.empty()) return invalid("it has no step");
    TRY(step, wire::decode<TranscriptStep>(steps.front()));
    const auto act = wire::decode<ceremony::SignedAct>(step.act);
    if (!act || !act->verify() || act->act.contribution != step.digest) {
        return invalid("its act is not signed");
    }
    auto head = before;
    for (const auto& bytes : steps) {
        TRY(each, wire::decode<TranscriptStep>(bytes));
        if (each.previous != head) return invalid("its steps do not follow each other");
        head = Transcript::head_after(head, bytes);
    }
    const auto count = std::size_t{number} - 1 + steps.size();
    if (!crypto::verify(service, Transcript::signed_digest(count, head), signature)) {
        return Error(errors::transcript_signature, {fact("steps", std::uint64_t{count})});
    }
    return step;
}

bool Receipt::is_in(const Transcript& transcript) const {
    const auto first = std::size_t{number} - 1;
    if (number == 0 || first + steps.size() > transcript.steps.size()) return false;
    auto head = Transcript::head_of_header(transcript.header);
    for (std::size_t place = 0; place < first; ++place) {
        head = Transcript::head_after(head, transcript.steps[place]);
    }
    return head == before &&
           std::equal(steps.begin(),
                      steps.end(),
                      transcript.steps.begin() + static_cast<std::ptrdiff_t>(first));
}

void Receipt::write(wire::Writer& writer) const {
    writer.text(taken_word);
    writer.raw(service);
    writer.u32(number);
    writer.raw(before);
    writer.count(steps.size());
    for (const auto& each : steps) writer.bytes(each);
    writer.raw(signature);
}

Receipt Receipt::read(wire::Reader& reader) {
    Receipt receipt;
    if (reader.text(taken_word.size()) != taken_word) reader.fail_value();
    reader.copy_into(receipt.service);
    receipt.number = reader.u32();
    receipt.before = reader.digest();
    const auto count = reader.count(receipt_steps_max);
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        receipt.steps.push_back(wire::copy_of(reader.bytes(receipt_max)));
    }
    reader.copy_into(receipt.signature);
    return receipt;
}

Result<void> GivenReceipt::verify() const {
    if (given.plan != plan.digest()) return invalid("it was signed for another plan");
    return given.verify();
}

void GivenReceipt::write(wire::Writer& writer) const {
    writer.text(given_word);
    plan.write(writer);
    given.write(writer);
}

GivenReceipt GivenReceipt::read(wire::Reader& reader) {
    GivenReceipt receipt;
    if (reader.text(given_word.size()) != given_word) reader.fail_value();
    receipt.plan = RecoveryPlan::read(reader);
    receipt.given = Given::read(reader);
    return receipt;
}

}  // namespace sealwright::custody
