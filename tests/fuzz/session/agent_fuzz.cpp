// An agent that gets any bytes: as a Challenge (first byte 0), as Opened (1), or as an answer.
//
// It believes only what its pinned service made for what it began.
#include "parties.hpp"

using namespace sealwright;
using namespace sealwright::session;

namespace {

void take_challenge(View bytes) {
    const auto challenge = wire::decode<Challenge>(bytes);
    if (!challenge) return;
    fuzz::Keeper keeper;
    fuzz::Agent agent(keeper.challenge);
    const bool is_genuine = wire::encode(*challenge) == wire::encode(keeper.challenge);
    check(agent.handshake.on(*challenge, keeper.pinned, agent.random).ok() == is_genuine);
    const auto phase = is_genuine ? Handshake::Phase::challenged : Handshake::Phase::begun;
    check(agent.handshake.phase() == phase);
}

struct Opening {
    fuzz::Keeper keeper;
    fuzz::Agent agent{keeper.challenge};
    session::Opening of;

    Opening() : of(open()) {}

private:
    session::Opening open() {
        const auto finish = agent.finish(keeper);
        const auto recognized = keeper.challenger.recognize(finish.challenge, fuzz::issued);
        return *open_session(*recognized, finish, fuzz::facts_of_vectors(), keeper.random);
    }
};

void take_opened(View bytes) {
    const auto opened = wire::decode<Opened>(bytes);
    if (!opened) return;
    Opening opening;
    const bool is_genuine = wire::encode(*opened) == wire::encode(opening.of.opened);
    check(opening.agent.handshake.on(*opened).ok() == is_genuine);
    check(opening.agent.handshake.phase() == Handshake::Phase::ended);
}

void take_answer(View bytes) {
    const auto record = wire::decode<Record>(bytes);
    if (!record) return;
    Opening opening;
    auto established = opening.agent.handshake.on(opening.of.opened);
    const Header header{1, "transit", "unseal"};
    const auto ask = established->channel.seal(header, view_of("the first ask"));
    check(opening.of.channel.open(*ask).ok());
    const auto genuine = opening.of.channel.seal(header, view_of("the first answer"));
    const bool is_genuine = wire::encode(*record) == wire::encode(*genuine);
    check(established->channel.open(*record).ok() == is_genuine);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    if (data[0] == 0) take_challenge(bytes);
    if (data[0] == 1) take_opened(bytes);
    if (data[0] > 1) take_answer(bytes);
    return 0;
}
