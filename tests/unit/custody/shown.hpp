// A ceremony of five as its service shows it: holders with keys of their own, and what they signed.
#pragma once

#include "../ceremony/people.hpp"
#include "holders.hpp"
#include "sealwright/custody/seen.hpp"

namespace sealwright::custody_test {

using ceremony_test::Key;
using ceremony_test::noon_ms;

inline const std::array<std::string, holders> names{"dan", "eva", "fay", "gus", "hal"};

struct Shown {
    Five five;
    std::array<Key, holders> keys{Key(31), Key(32), Key(33), Key(34), Key(35)};
    ceremony::Roster roster = make_roster();
    ceremony::Ceremony ceremony = begin();
    Board board = empty_board();
    operate::CeremonyShown shown = first();

    [[nodiscard]] static CeremonyId id() {
        IdBytes bytes{};
        bytes.fill(8);
        return CeremonyId(bytes);
    }
    [[nodiscard]] static operate::CeremonyBeginAsk plan() {
        operate::CeremonyBeginAsk plan;
        plan.threshold = 3;
        for (const auto& name : names) plan.seats.push_back({name, "", "", ""});
        plan.reason = "the first";
        return plan;
    }
    [[nodiscard]] static Digest plan_digest() {
        return ceremony::Plan{operate::CeremonyBeginAsk::type, wire::encode_public(plan())}
            .digest();
    }

    [[nodiscard]] ceremony::Roster make_roster() const {
        using ceremony::Role;
        std::vector<ceremony::Person> persons;
        for (std::size_t place = 0; place < holders; ++place) {
            persons.push_back(ceremony_test::person_of(
                names[place], ceremony_test::roles_of({Role::custodian}), keys[place]));
        }
        for (const auto& name : {"ana", "bea"}) {
            const Key key(name[0] == 'a' ? 1 : 2);
            persons.push_back(
                ceremony_test::person_of(name, ceremony_test::roles_of({Role::operator_}), key));
        }
        return *ceremony::Roster::make({2, 3, 0}, persons);
    }

    [[nodiscard]] static ceremony::Ceremony begin() {
        ceremony::Casting casting;
        casting.id = id();
        casting.kind = ceremony::CeremonyKind::genesis;
        casting.plan = plan_digest();
        casting.threshold = 3;
        for (std::size_t place = 0; place < holders; ++place) {
            casting.holders.push_back({static_cast<std::uint16_t>(place + 1), names[place]});
        }
        casting.conductor = "ana";
        const ceremony::Moment now{noon_ms, false, false};
        auto begun = *ceremony::Ceremony::propose(casting, now);
        check(begun.approve("bea", now).ok());
        begun.look(now);
        return begun;
    }

    [[nodiscard]] operate::CeremonyShown first() const {
        operate::CeremonyShown made;
        made.ceremony = wire::encode_public(ceremony);
        made.plan = plan();
        made.nonce.fill(9);
        return made;
    }

    [[nodiscard]] ceremony::Act act(std::size_t place, std::uint8_t round, View bytes) const {
        auto made = ceremony_test::act_by(roster, names.at(place));
        made.ceremony = id().bytes();
        made.plan = plan_digest();
        made.contribution = contribution_digest(round, bytes);
        return made;
    }
    [[nodiscard]] operate::Spoken spoken(std::size_t place,
                                         std::uint8_t round,
                                         const Bytes& bytes) const {
        const auto signed_act = keys.at(place).sign(act(place, round, bytes));
        return {
            static_cast<std::uint16_t>(place + 1), round, bytes, wire::encode_public(signed_act)};
    }
    // Everybody's of the open round.
    void play_round() {
        const auto round = board.round();
        for (std::size_t place = 0; place < holders; ++place) {
            shown.spoken.push_back(spoken(place, round, *five.part(place).message(board)));
        }
        five.play_round(board);
    }
    void play(std::uint8_t rounds) {
        while (board.round() < rounds) play_round();
    }

    [[nodiscard]] Result<SeenCeremony> read() const {
        return SeenCeremony::read(shown, id(), ceremony_test::here(), roster, threshold::Epoch(1));
    }
};

}  // namespace sealwright::custody_test
