// A keeper that gets any bytes: as a Finish (first byte 0), or as a Record of a session that is
// open.
//
// It knows only its own challenge again, and opens only what its agent sealed.
#include "parties.hpp"

using namespace sealwright;
using namespace sealwright::session;

namespace {

struct Bench {
    fuzz::Keeper keeper;
    Finish finish;
    Channel channel;
    Record genuine;

    static Bench open() {
        fuzz::Keeper keeper;
        fuzz::Agent agent(keeper.challenge);
        auto finish = agent.finish(keeper);
        const auto recognized = keeper.challenger.recognize(finish.challenge, fuzz::issued);
        auto opening = open_session(*recognized, finish, fuzz::facts_of_vectors(), keeper.random);
        auto established = agent.handshake.on(opening->opened);
        auto genuine =
            established->channel.seal({1, "transit", "unseal"}, view_of("the first ask"));
        return {
            std::move(keeper), std::move(finish), std::move(opening->channel), *std::move(genuine)};
    }
};

void take_finish(Bench& bench, View bytes) {
    const auto finish = wire::decode<Finish>(bytes);
    if (!finish) return;
    const auto& challenge = finish->challenge;
    const bool is_ours =
        challenge.without_signature() == bench.finish.challenge.without_signature();
    const auto recognized = bench.keeper.challenger.recognize(challenge, fuzz::issued);
    check(recognized.ok() == is_ours);
    if (!is_ours) return;

    UsedChallenges used;
    check(used.take(challenge, fuzz::issued).ok());
    check(!used.take(challenge, fuzz::issued).ok());
    const auto opening =
        open_session(*recognized, *finish, fuzz::facts_of_vectors(), bench.keeper.random);
    const bool is_same = wire::encode(*finish) == wire::encode(bench.finish);
    const bool is_bound = binding(challenge, {}, finish->exchange) ==
                          binding(bench.finish.challenge, {}, bench.finish.exchange);
    // The evidence is judged elsewhere, over the binding.
    check(!is_same || (opening.ok() && is_bound));
    check(!is_bound || finish->exchange == bench.finish.exchange);
}

void take_record(Bench& bench, View bytes) {
    const auto record = wire::decode<Record>(bytes);
    if (!record) return;
    const bool is_genuine = wire::encode(*record) == wire::encode(bench.genuine);
    const auto opened = bench.channel.open(*record);
    check(opened.ok() == is_genuine);
    const auto phase = is_genuine ? Channel::Phase::speaks : Channel::Phase::ended;
    check(bench.channel.phase() == phase);
    check(!bench.channel.open(bench.genuine).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    auto bench = Bench::open();
    const View bytes(data + 1, size - 1);
    if (data[0] == 0) take_finish(bench, bytes);
    if (data[0] != 0) take_record(bench, bytes);
    return 0;
}
