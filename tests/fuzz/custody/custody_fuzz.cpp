// What a custodian's tool reads: its file, what it holds, a ceremony and a recovery as a service
// shows them. The first byte chooses the reader.
//
// Whatever is accepted has one encoding, or, where it is sealed anew, reads as the same again; what
// a ceremony shows is accepted only as its people signed it.
#include "../../../ceremony/custody/holdings_form.hpp"
#include "../round_trip.hpp"
#include "known_key.hpp"
#include "sealwright/attest/host_card.hpp"
#include "sealwright/custody/custodian_file.hpp"
#include "sealwright/custody/giving.hpp"
#include "sealwright/custody/seen.hpp"

using namespace sealwright;

namespace {

constexpr std::size_t part_max = std::size_t{1024} * 1024;
constexpr std::uint64_t noon_ms = 1'800'000'000'000;

ceremony::Place here() {
    IdBytes id{};
    id.fill(7);
    return {InstallationId(id), "staging"};
}

void read_file(View bytes) {
    const auto file = custody::SealedFile::read(bytes);
    if (!file) return;
    check(file->effort.is_allowed());
    check(std::ranges::equal(file->bytes(), bytes));
}

Result<custody::Holdings> holdings_in(View bytes) {
    static const auto key = fuzz::known_key();
    return custody::read_holdings(bytes, key, view_of(fuzz::known_head));
}

void read_holdings(View bytes) {
    static const auto key = fuzz::known_key();
    const auto holdings = holdings_in(bytes);
    if (!holdings) return;
    fuzz::Zeros zeros;
    const auto again = custody::write_holdings(*holdings, key, view_of(fuzz::known_head), zeros);
    // A file of the forms before had no list of receipts, and no part what its words were of.
    constexpr std::uint8_t before_receipts = 2;
    constexpr std::uint8_t before_words = 3;
    std::size_t more = bytes.front() == before_receipts ? sizeof(std::uint32_t) : 0;
    if (bytes.front() <= before_words) more += holdings->parts.size() * sizeof(Digest);
    check(again.size() == bytes.size() + more);
    const auto read = holdings_in(again);
    check(read.ok());
    check(read->history == holdings->history);
    check(read->epochs == holdings->epochs);
    check(read->stores == holdings->stores);
    check(read->hosts == holdings->hosts);
}

// A roster, then what a service shows.
void see(View bytes) {
    wire::Reader reader(bytes);
    const auto roster = wire::decode<ceremony::Roster>(reader.bytes(part_max));
    const auto shown = wire::decode<operate::CeremonyShown>(reader.bytes(part_max));
    if (!reader.finish().ok() || !roster || !shown) return;
    const auto ceremony = wire::decode<ceremony::Ceremony>(shown->ceremony);
    if (!ceremony) return;
    const auto seen = custody::SeenCeremony::read(
        *shown, ceremony->casting.id, here(), *roster, threshold::Epoch(1));
    if (!seen) return;
    for (const auto& spoken : shown->spoken) {
        const auto act = wire::decode<ceremony::SignedAct>(spoken.act);
        check(act.ok());
        check(act->verify().ok());
    }
}

// Holdings, then what a recovery shows.
void ask(View bytes) {
    wire::Reader reader(bytes);
    const auto holdings = holdings_in(reader.bytes(part_max));
    const auto shown = wire::decode<operate::RecoveryShown>(reader.bytes(part_max));
    if (!reader.finish().ok() || !holdings || !shown) return;
    const auto asked = custody::Asked::read(*shown, *holdings, noon_ms);
    if (!asked) return;
    check(asked->labels().size() == shown->wraps.size());
    check(asked->plan().installation == asked->share().installation);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    switch (data[0]) {
        case 0:
            read_file(bytes);
            break;
        case 1:
            read_holdings(bytes);
            break;
        case 2:
            see(bytes);
            break;
        case 3:
            ask(bytes);
            break;
        case 4:
            fuzz::check_round_trip<custody::RecoveryPlan>(bytes);
            break;
        case 5:
            fuzz::check_round_trip<custody::Confirmation>(bytes);
            break;
        case 6:
            fuzz::check_round_trip<attest::HostCard>(bytes);
            break;
        default:
            break;
    }
    return 0;
}
