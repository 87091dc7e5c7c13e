// A transcript that a stranger was sent, and a receipt of an act in one.
//
// Whatever is read has one form. What is worked out to its end was signed by the service that it
// names, ends where its last step led, and its steps are numbered without a gap.
#include "../round_trip.hpp"
#include "sealwright/custody/receipt.hpp"
#include "sealwright/custody/transcript_play.hpp"

using namespace sealwright;
using custody::Transcript;

namespace {

constexpr std::uint16_t index_max = 8;

// What is cut out of a transcript stands in it.
void cut(const Transcript& transcript) {
    for (std::uint16_t index = 1; index <= index_max; ++index) {
        const auto receipt = custody::Receipt::cut(transcript, index);
        if (!receipt) continue;
        check(receipt->is_in(transcript));
        const auto act = receipt->verify();
        if (act) check(act->index == index);
    }
}

void read_receipts(View bytes) {
    fuzz::check_round_trip<custody::Receipt>(bytes);
    fuzz::check_round_trip<custody::GivenReceipt>(bytes);
    const auto receipt = wire::decode<custody::Receipt>(bytes);
    if (receipt && receipt->verify()) check(receipt->number > 0);
    const auto given = wire::decode<custody::GivenReceipt>(bytes);
    if (given && given->verify()) check(given->given.plan == given->plan.digest());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View bytes(data, size);
    fuzz::check_round_trip<Transcript>(bytes);
    fuzz::check_round_trip<custody::TranscriptHeader>(bytes);
    fuzz::check_round_trip<custody::TranscriptStep>(bytes);
    fuzz::check_round_trip<custody::Given>(bytes);
    read_receipts(bytes);
    const auto transcript = wire::decode<Transcript>(bytes);
    if (!transcript) return 0;
    cut(*transcript);
    const auto played = custody::play(*transcript, nullptr);
    if (!played) return 0;
    const auto digest = Transcript::signed_digest(transcript->steps.size(), transcript->head());
    check(crypto::verify(played->header.service, digest, transcript->signature).ok());
    check(played->steps.size() == transcript->steps.size());
    check(played->steps.back().reached == custody::Reached::of(played->ceremony));
    for (std::size_t place = 0; place < played->steps.size(); ++place) {
        check(played->steps[place].number == place + 1);
    }
    return 0;
}
