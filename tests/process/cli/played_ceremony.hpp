// PlayedCeremony: a genesis of three custodians behind the fake operator socket: cem at their own
// machine, dan and eva by hand, two of them enough.
//
// What is said is taken in as a keeper would, checked by nobody but the tool that is tried.
#pragma once

#include "../../unit/custody/holders.hpp"
#include "people_keeper.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/custody/custodian_file.hpp"
#include "sealwright/custody/seen.hpp"
#include "sealwright/custody/transcript.hpp"

#include <sys/stat.h>

#include <functional>

namespace sealwright::cli_test {

inline std::uint64_t now_ms() {
    return SystemClock().now().wall_ms;
}

class PlayedCeremony {
public:
    PlayedCeremony() {
        auto persons = keeper.roster->persons();
        using ceremony::Role;
        persons[2].roles = ceremony_test::roles_of({Role::operator_, Role::custodian});
        // Beside those in their files, which nobody opens here.
        persons[0].keys.push_back({ana_.key(), 1, 0});
        persons[1].keys.push_back({bea_.key(), 1, 0});
        for (const auto& [name, key] : {std::pair{"dan", &dan_}, std::pair{"eva", &eva_}}) {
            persons.push_back(
                ceremony_test::person_of(name, ceremony_test::roles_of({Role::custodian}), *key));
        }
        keeper.roster = *ceremony::Roster::make({2, 3, 0}, persons);
        plan.threshold = 2;
        for (const auto* name : {"cem", "dan", "eva"}) {
            const std::string of(name);
            plan.seats.push_back({of,
                                  "an organisation with a long name, " + of,
                                  "a place that is hard to find, " + of,
                                  "a device of a long model name, " + of});
        }
        plan.reason = "the first";
        begin();
        const auto show = [this](View) { return reply(shown()); };
        keeper.also[operate::CeremonyAsk::type] = show;
        keeper.also[operate::CeremoniesAsk::type] = [this](View) {
            operate::Ceremonies all;
            all.ceremonies.push_back(wire::encode_public(ceremony));
            return reply(all);
        };
        keeper.also[operate::CeremonyActAsk::type] = [this](View body) { return take(body); };
        keeper.also[operate::TranscriptAsk::type] = [this](View) {
            return reply(operate::TranscriptShown{wire::encode_public(transcript())});
        };
    }

    PeopleKeeper keeper;
    operate::CeremonyBeginAsk plan;
    ceremony::Ceremony ceremony;
    std::uint8_t nonce = 9;
    std::vector<operate::Spoken> spoken;
    std::vector<custody::TranscriptStep> steps;  // Without what each stands behind.
    std::vector<ceremony::Act> acts;             // Of cem's machine, and of the operators'.
    std::vector<Bytes> reasons;                  // Of those of them that say no.
    Bytes pepper;

    [[nodiscard]] std::string id() const { return ceremony.casting.id.str(); }
    [[nodiscard]] std::string file() const { return keeper.home("cem") + "/shares"; }

    [[nodiscard]] operate::CeremonyShown shown() const {
        operate::CeremonyShown made;
        made.ceremony = wire::encode_public(ceremony);
        made.plan = plan;
        made.nonce.fill(nonce);
        made.spoken = spoken;
        made.pepper = pepper;
        return made;
    }
    [[nodiscard]] custody::Board board() const {
        Digest bytes{};
        bytes.fill(nonce);
        custody::Board made(bytes, *threshold::GroupSize::make(2, 3), threshold::Epoch(1));
        for (const auto& each : spoken) {
            REQUIRE(
                made.add(each.round, *threshold::Index::make(each.index), each.contribution).ok());
        }
        return made;
    }
    [[nodiscard]] custody::Transcript transcript() const {
        custody::TranscriptHeader header;
        header.installation = keeper.place().installation;
        header.environment = keeper.place().environment;
        header.service = keeper.identity().key();
        header.ceremony = ceremony.casting.id;
        header.kind = ceremony.casting.kind;
        header.plan = {operate::CeremonyBeginAsk::type, wire::encode_public(plan)};
        header.epoch = 1;
        header.nonce.fill(nonce);
        header.roster = wire::encode_public(*keeper.roster);
        header.conductor = ceremony.casting.conductor;
        header.needed = ceremony.casting.needed;
        custody::Transcript made;
        made.header = wire::encode_public(header);
        for (auto step : steps) {
            step.previous = made.head();
            made.steps.push_back(wire::encode_public(step));
        }
        made.signature = keeper.identity().sign(
            custody::Transcript::signed_digest(made.steps.size(), made.head()));
        return made;
    }
    // What dan and eva say in the round that is open; dan deals cem what opens for nobody.
    void others_deal_wrongly() {
        constexpr std::size_t in_first_box = 10;
        others_speak([](std::uint16_t index, Bytes& message) {
            if (index == 4) message[in_first_box] ^= 1U;
        });
    }
    // All have dealt, and the service has sealed every key.
    void confirms() {
        const ceremony::Moment now{now_ms(), false, false};
        REQUIRE(ceremony.begin(now).ok());
        REQUIRE(ceremony.executed(now).ok());
        pepper.assign(80, 1);
    }
    void others_speak(const std::function<void(std::uint16_t, Bytes&)>& change = {}) {
        const auto before = board();
        const auto round = before.round();
        for (const std::uint16_t index : {std::uint16_t{4}, std::uint16_t{5}}) {
            const auto seed = custody_test::seed_of(static_cast<std::uint8_t>(index));
            const custody::Part part(seed, *threshold::Index::make(index));
            auto message = *part.message(before);
            if (change) change(index, message);
            speak(index, round, message);
        }
    }
    [[nodiscard]] std::string words() const { return ceremony::spoken(*board().words_digest()); }

    // Of the plan as it is now.
    void begin_again() {
        steps.clear();
        begin();
    }
    // Of the least effort, so that each command is quick.
    void make_file() const {
        SystemRandom random;
        const auto made = custody::CustodianFile::make(view_of(passphrase), {2, 64 * 1024}, random);
        const auto bytes = made->bytes(random);
        keeper.service.folder().write("home-cem/shares", std::string(bytes.begin(), bytes.end()));
        ::chmod(file().c_str(), 0600);
    }
    Ran join(const std::vector<std::string>& more) {
        std::vector<std::string> said{"custodian", "join", id(), "--file", file()};
        said.insert(said.end(), more.begin(), more.end());
        const auto both = std::string(passphrase) + "\n" + passphrase + "\n";
        return keeper.run_typing("cem", said, both);
    }

private:
    void begin() {
        ceremony::Casting casting;
        casting.id = CeremonyId(IdBytes{8});
        casting.kind = ceremony::CeremonyKind::genesis;
        casting.plan =
            ceremony::Plan{operate::CeremonyBeginAsk::type, wire::encode_public(plan)}.digest();
        casting.threshold = 2;
        casting.holders = {{3, "cem"}, {4, "dan"}, {5, "eva"}};
        casting.conductor = "ana";
        const ceremony::Moment now{now_ms(), false, false};
        ceremony = *ceremony::Ceremony::propose(casting, now);
        approved(custody::Event::propose, "ana", ana_, now);
        REQUIRE(ceremony.approve("bea", now).ok());
        approved(custody::Event::approve, "bea", bea_, now);
        if (ceremony.look(now)) tell(custody::Event::look, now);
    }
    custody::TranscriptStep& tell(custody::Event event, const ceremony::Moment& now) {
        custody::TranscriptStep step;
        step.event = event;
        step.moment = now;
        step.reached = custody::Reached::of(ceremony);
        steps.push_back(std::move(step));
        return steps.back();
    }
    void approved(custody::Event event,
                  const std::string& name,
                  const ceremony_test::Key& key,
                  const ceremony::Moment& now) {
        auto act = ceremony_test::act_by(*keeper.roster, name);
        act.ceremony = ceremony.casting.id.bytes();
        act.plan = ceremony.casting.plan;
        act.contribution = ceremony::reason_digest("");
        auto& step = tell(event, now);
        step.person = name;
        step.digest = act.contribution;
        step.act = wire::encode_public(key.sign(act));
    }
    void take_in(std::uint16_t index, std::uint8_t round, const Bytes& bytes, const Bytes& act) {
        const auto digest = custody::contribution_digest(round, bytes);
        const ceremony::Moment now{now_ms(), false, false};
        REQUIRE(ceremony.contribute({index, round, digest}, now).ok());
        auto& step = tell(custody::Event::contribute, now);
        step.index = index;
        step.person = std::string(keeper.roster->persons()[index - 1].name);
        step.round = round;
        step.digest = digest;
        step.said = bytes;
        step.act = act;
        spoken.push_back({index, round, bytes, act});
    }
    void speak(std::uint16_t index, std::uint8_t round, const Bytes& bytes) {
        auto act = ceremony_test::act_by(*keeper.roster, index == 4 ? "dan" : "eva");
        act.ceremony = ceremony.casting.id.bytes();
        act.plan = ceremony.casting.plan;
        act.contribution = custody::contribution_digest(round, bytes);
        act.expiry_ms = now_ms() + std::uint64_t{3'600'000};
        take_in(index, round, bytes, wire::encode_public((index == 4 ? dan_ : eva_).sign(act)));
    }
    Reply take(View body) {
        const auto ask = wire::decode<operate::CeremonyActAsk>(body);
        const auto act = wire::decode<ceremony::SignedAct>(ask->act);
        REQUIRE(act.ok());
        REQUIRE(act->verify().ok());
        acts.push_back(act->act);
        if (act->act.choice == ceremony::Choice::approve) {
            take_in(3, ceremony.round, ask->contribution, ask->act);
        } else {
            reasons.push_back(ask->contribution);
        }
        return reply(shown());
    }

    ceremony_test::Key ana_{33};
    ceremony_test::Key bea_{34};
    ceremony_test::Key dan_{31};
    ceremony_test::Key eva_{32};
};

}  // namespace sealwright::cli_test
