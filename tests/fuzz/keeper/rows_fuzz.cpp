// The rows that a depot hands to a starting keeper.
//
// The input is a Loaded message. A row of an odd version is what a hostile depot wrote; one of an
// even version is sealed first, as if whoever wrote it had the service key. Nothing that is read
// may make the state contradict itself.
#include "../round_trip.hpp"
#include "rows.hpp"
#include "seeded_random.hpp"

using namespace sealwright;
using namespace sealwright::keeper;

namespace {

Installation some_installation() {
    Installation installation;
    installation.provenance.environment = "trying";
    return installation;
}

const Keyring& keyring() {
    static test::SeededRandom random;
    static const Keyring ring(crypto::ShareSplitter::fresh_key<hsm::client::SharedKeyTag>(random),
                              some_installation());
    return ring;
}

store::Row as_stored(store::Row row) {
    static test::SeededRandom random;
    const bool is_sealed = row.version % 2 == 0 && row.key != installation_row &&
                           row.key != identity_row && row.key != founding_row &&
                           !is_clear(row.key) && !row.key.starts_with("sealkey/");
    if (is_sealed) row.value = keyring().seal_row(row.key, row.version, row.value, random);
    return row;
}

void check_state(const State& state) {
    for (const auto& [id, vault] : state.vaults) {
        check(vault.id == id);
        check(state.rows.contains(vault_row(id)));
    }
    for (const auto& [id, node] : state.nodes) check(state.node_of(node.spki) != nullptr);
    for (const auto& [id, keys] : state.keys) {
        check(!keys.data_key.wraps.empty() || !keys.seal_keys.empty());
        for (const auto& [version, sealed] : keys.seal_keys) {
            check(version <= state.vaults.at(id).seal_key_version);
        }
    }
    if (state.installation) check(!state.installation->service_key.wraps.empty());
    check(state.digest() != Digest{});
}

// A loop over versions must stay short here; a real N comes from a row that only a keeper can seal.
bool is_quick(View row) {
    const auto vault = wire::decode<Vault>(row);
    return !vault || vault->seal_key_version < 64;
}

// A row of an earlier form is read too, and written in today's.
template <class Row>
void check_settles(View bytes) {
    const auto row = wire::decode<Row>(bytes);
    if (!row) return;
    const auto written = wire::encode_public(*row);
    check(wire::decode<Row>(written).ok());
    fuzz::check_round_trip<Row>(written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View bytes(data, size);
    fuzz::check_round_trip<Installation>(bytes);
    fuzz::check_round_trip<HeldRoster>(bytes);
    fuzz::check_round_trip<KeptRequest>(bytes);
    fuzz::check_round_trip<Founding>(bytes);
    fuzz::check_round_trip<Stops>(bytes);
    fuzz::check_round_trip<Node>(bytes);
    fuzz::check_round_trip<Rooting>(bytes);
    check_settles<Vault>(bytes);
    check_settles<Standing>(bytes);
    fuzz::check_round_trip<Archives>(bytes);
    fuzz::check_round_trip<HeldPolicy>(bytes);
    fuzz::check_round_trip<HeldAnchors>(bytes);
    fuzz::check_round_trip<KeptCeremony>(bytes);
    fuzz::check_round_trip<HeldGroup>(bytes);
    check_settles<Proven>(bytes);
    fuzz::check_round_trip<TranscriptPart>(bytes);
    const auto loaded = wire::decode<store::Loaded>(bytes);
    if (!loaded) return 0;
    State state;
    for (const auto& row : loaded->rows) {
        fuzz::check_round_trip<Installation>(row.value);
        if (!is_quick(row.value)) return 0;
        if (!apply_row(state, keyring(), as_stored(row))) return 0;
        check_state(state);
    }
    return 0;
}
