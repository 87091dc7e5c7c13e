// What custodians send each other and what is stored of them. The first byte chooses the decoder.
//
// Whatever is accepted has one encoding; a group is what its custodians signed; only what was
// sealed to a group under its label passes as that.
#include "../round_trip.hpp"
#include "parties.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/threshold/combiner.hpp"
#include "sealwright/threshold/dealer.hpp"
#include "sealwright/threshold/share.hpp"

using namespace sealwright;
using namespace sealwright::threshold;

namespace {

const fuzz::Parties& parties() {
    static const fuzz::Parties parties;
    return parties;
}

template <class Parsed>
void check_same(const Result<Parsed>& parsed, View bytes) {
    if (parsed) check(std::ranges::equal(wire::encode(*parsed), bytes));
}

void take_session(View bytes) {
    wire::Reader reader(bytes);
    const auto session = Session::read(reader);
    if (session && reader.finish()) check_same(session, bytes);
}

void take_ciphertext(View bytes) {
    const auto ciphertext = Ciphertext::parse(bytes);
    check_same(ciphertext, bytes);
    if (!ciphertext) return;
    const auto passes = check_sealed(parties().key, parties().label, *ciphertext);
    check(passes.ok() == (*ciphertext == parties().sealed));
}

void take_partial(View bytes) {
    const auto partial = PartialBox::parse(bytes);
    if (partial) check(std::ranges::equal(PartialBox::write(*partial), bytes));
}

void take_box(View bytes) {
    const auto info = view_of("fuzz");
    const auto own = crypto::ExchangePair::shown({1});
    const auto sealed = crypto::Hpke::seal(
        own.public_key(), info, {}, view_of("share"), crypto::ExchangePair::shown({2}));
    const auto opened = crypto::Hpke::open(own, info, {}, bytes);
    check(opened.ok() == std::ranges::equal(*sealed, bytes));
}

constexpr auto decoders = std::to_array<void (*)(View)>({
    take_session,
    [](View bytes) { fuzz::check_round_trip<Commit>(bytes); },
    [](View bytes) { check_same(Reveal::parse(parties().session, bytes), bytes); },
    [](View bytes) { fuzz::check_round_trip<Deal>(bytes); },
    [](View bytes) { fuzz::check_round_trip<Complaint>(bytes); },
    [](View bytes) { fuzz::check_round_trip<Answer>(bytes); },
    [](View bytes) { fuzz::check_round_trip<Certificate>(bytes); },
    [](View bytes) { check_same(Group::parse(bytes), bytes); },
    [](View bytes) { check_same(Label::parse(bytes), bytes); },
    take_ciphertext,
    take_partial,
    take_box,
    [](View bytes) { fuzz::check_round_trip<custody::Confirmation>(bytes); },
    [](View bytes) { fuzz::check_round_trip<custody::RecoveryPlan>(bytes); },
});

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || data[0] >= decoders.size()) return 0;
    decoders.at(data[0])(View(data + 1, size - 1));
    return 0;
}
