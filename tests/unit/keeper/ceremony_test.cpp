// A group of custodians comes to be in a keeper, and is in force when all have confirmed it.
#include "custody_bench.hpp"
#include "sealwright/threshold/errors.hpp"

using namespace sealwright;
using ceremony::CeremonyState;
using test::CustodyBench;

TEST_SUITE("keeper/ceremony") {
    TEST_CASE("five custodians make a group, and every key is sealed to it") {
        CustodyBench bench;
        const auto id = bench.begin();
        CHECK(bench.now(id).state == CeremonyState::collecting);

        bench.play_rounds(id);

        CHECK(bench.now(id).state == CeremonyState::confirming);
        CHECK_FALSE(bench.core().state().custody.group.has_value());

        bench.all_say(id);

        CHECK(bench.now(id).state == CeremonyState::committed);
        const auto& custody = bench.core().state().custody;
        REQUIRE(custody.group.has_value());
        CHECK(custody.group->holders.size() == 5);
        CHECK(custody.wraps.size() == 2);  // The service key's and the vault's.
        // What they sealed to each other is gone; what it was is still known.
        const auto deals = "/" + std::to_string(custody::Board::deal_round) + "/";
        for (const auto& [row, said] : custody.said) CHECK(row.find(deals) == std::string::npos);
        bench.verified();
    }

    TEST_CASE("a vault that comes later is sealed to the custodians in the same commit") {
        CustodyBench bench;
        bench.make_group();

        bench.by_two(operate::VaultAddAsk{"late", "other", "unseal"});

        CHECK(bench.core().state().custody.wraps.size() == 3);
    }

    TEST_CASE("a vault that comes while a group is being made is sealed to it too") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.play_rounds(id);
        bench.by_two(operate::VaultAddAsk{"late", "other", "unseal"});

        bench.all_say(id);

        CHECK(bench.now(id).state == CeremonyState::committed);
        CHECK(bench.core().state().custody.wraps.size() == 3);
    }

    TEST_CASE("a keeper that starts anew goes on with a ceremony wherever it was") {
        CustodyBench bench;
        const auto id = bench.begin();
        for (int round = 0; round < custody::Board::rounds; ++round) {
            bench.all_say(id);
            bench.restart_people();
        }
        bench.carry_on();
        bench.restart_people();
        CHECK(bench.now(id).state == CeremonyState::confirming);

        bench.all_say(id);
        bench.restart_people();

        CHECK(bench.core().state().custody.group.has_value());
        CHECK(bench.now(id).state == CeremonyState::committed);
    }

    TEST_CASE("whoever reveals what they did not commit to is named, and may correct it") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        bench.all_say(id);
        auto& dan = bench.hand("dan");
        const auto shown = bench.shown_to("dan", id);
        const auto right = bench.word_of(dan, shown);
        const auto other =
            *threshold::Dealer::begin(*bench.board_in(shown).session(), dan.index, bench.random);
        const auto wrong = other.reveal(*bench.board_in(shown).commits());
        CHECK_FALSE(wrong.ok());
        auto changed = right;
        changed.back() ^= 1U;

        CHECK(bench.say("dan", id, changed) != 0);

        const auto now = bench.now(id);
        REQUIRE(now.exceptions.size() == 1);
        CHECK(now.exceptions.front().person == "dan");
        CHECK(now.state == CeremonyState::collecting);
        CHECK(bench.say("dan", id, right) == 0);
    }

    TEST_CASE("whoever reveals one commitment too many, to raise the threshold, is named") {
        constexpr std::size_t count_place = 3;  // The lower byte of a u16 behind the index.
        constexpr std::size_t head = 4;
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        bench.all_say(id);
        const auto right = bench.word_of(bench.hand("dan"), bench.shown_to("dan", id));
        auto longer = right;
        ++longer[count_place];
        const Bytes point(right.begin() + head, right.begin() + head + 32);
        longer.insert(longer.begin() + head, point.begin(), point.end());

        CHECK(bench.say("dan", id, longer) == errors::commitments_count.code);

        const auto now = bench.now(id);
        REQUIRE(now.exceptions.size() == 1);
        CHECK(now.exceptions.front().person == "dan");
        CHECK(bench.say("dan", id, right) == 0);
    }

    TEST_CASE("three wrong contributions of one holder end a ceremony that needs all") {
        CustodyBench bench;
        const auto id = bench.begin();
        for (int time = 0; time < 3; ++time) {
            CHECK(bench.say("dan", id, Bytes{1, 2, static_cast<std::uint8_t>(time)}) ==
                  errors::contribution_unreadable.code);
        }

        CHECK(bench.now(id).state == CeremonyState::failed);
        CHECK(bench.core().state().custody.open() == nullptr);
        CHECK_FALSE(bench.core().state().custody.group.has_value());
    }

    TEST_CASE("another's contribution is not taken, and neither is a stranger's to the ceremony") {
        CustodyBench bench;
        const auto id = bench.begin();
        const auto of_eli = wire::encode_public(bench.hand("eli").member());

        CHECK(bench.say("dan", id, of_eli) == errors::contribution_unreadable.code);
        CHECK(bench.say("ana", id, of_eli) == errors::person_role_missing.code);
        auto ask = bench.act_in("dan", id, of_eli);
        CHECK(bench.code_of(bench.asks("eli", ask)) == errors::person_key_invalid.code);
        CHECK(bench.core().state().custody.said.empty());
    }

    TEST_CASE("the same act again is answered as it was, and changes nothing") {
        CustodyBench bench;
        const auto id = bench.begin();
        const auto ask = bench.act_in("dan", id, wire::encode_public(bench.hand("dan").member()));
        CHECK(bench.code_of(bench.asks("dan", ask)) == 0);
        const auto before = bench.core().state().digest();

        CHECK(bench.code_of(bench.asks("dan", ask)) == 0);

        CHECK(bench.core().state().digest() == before);
    }

    TEST_CASE("an act of another ceremony, attempt or round is refused") {
        CustodyBench bench;
        const auto id = bench.begin();
        const auto word = wire::encode_public(bench.hand("dan").member());
        const auto respeak = [&](auto change) {
            const auto ask = bench.act_in("dan", id, word);
            auto act = wire::decode<ceremony::SignedAct>(ask.act)->act;
            change(act);
            return bench.code_of(
                bench.asks("dan",
                           operate::CeremonyActAsk{
                               id.bytes(), word, wire::encode_public(bench.sign("dan", act))}));
        };

        CHECK(respeak([](auto& act) { act.ceremony[0] ^= 1U; }) == errors::act_other_plan.code);
        CHECK(respeak([](auto& act) { ++act.attempt; }) == errors::act_other_plan.code);
        CHECK(respeak([](auto& act) { act.plan[0] ^= 1U; }) == errors::act_other_plan.code);
        CHECK(respeak([&](auto& act) {
                  act.contribution = custody::contribution_digest(1, word);
              }) == errors::act_reason.code);
        CHECK(respeak([](auto& act) { act.installation = InstallationId(IdBytes{1}); }) ==
              errors::act_elsewhere.code);
        CHECK(respeak([](auto& act) { act.environment = "production"; }) ==
              errors::act_elsewhere.code);
        CHECK(respeak([](auto& act) { act.expiry_ms = 1; }) == errors::act_expired.code);
        CHECK(respeak([](auto& act) { ++act.epoch; }) == errors::act_epoch.code);
        CHECK(bench.core().state().custody.said.empty());
    }

    TEST_CASE("under a freeze nothing goes on, and with its lift it does") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        bench.propose("ana", operate::FreezeAsk{"somebody is in the building"});
        auto& dan = bench.hand("dan");
        const auto word = bench.word_of(dan, bench.shown_to("dan", id));

        CHECK(bench.say("dan", id, word) == errors::service_frozen.code);

        const auto entry = bench.core().state().freeze.now(bench.clock.now().wall_ms)->entry;
        bench.by_two(operate::LiftFreezeAsk{entry, "it was the cleaner"});
        CHECK(bench.say("dan", id, word) == 0);
    }

    TEST_CASE("a holder who refuses at the end ends it, and what was sealed to it goes") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.play_rounds(id);
        REQUIRE(bench.core().state().custody.wraps.size() == 2);
        const std::string reason = "the words differ";

        const auto ask =
            bench.act_in("hal", id, {reason.begin(), reason.end()}, CustodyBench::Choice::deny);
        CHECK(bench.code_of(bench.asks("hal", ask)) == 0);

        CHECK(bench.now(id).state == CeremonyState::failed);
        CHECK(bench.core().state().custody.wraps.empty());
        CHECK(bench.core().state().custody.said.empty());
    }

    TEST_CASE("an operator ends a ceremony with a reason, and the next one can begin") {
        CustodyBench bench;
        const auto id = bench.begin();
        const std::string reason = "we begin again tomorrow";
        const auto ask =
            bench.act_in("bea", id, {reason.begin(), reason.end()}, CustodyBench::Choice::veto);

        CHECK(bench.code_of(bench.asks("bea", ask)) == 0);

        CHECK(bench.now(id).state == CeremonyState::aborted);
        CHECK(bench.now(bench.begin()).state == CeremonyState::collecting);
    }

    TEST_CASE("a certificate that its holder did not sign is not taken; another key ends it") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.play_rounds(id);
        auto& dan = bench.hand("dan");
        const auto shown = bench.shown_to("dan", id);
        const auto right = bench.word_of(dan, shown);
        auto forged = *wire::decode<custody::Confirmation>(right);
        forged.certificate.back() ^= 1U;
        CHECK(bench.say("dan", id, wire::encode_public(forged)) ==
              errors::contribution_unreadable.code);
        CHECK(bench.now(id).state == CeremonyState::confirming);

        Digest other{};
        other.fill(7);
        const threshold::Certificate certificate{dan.index,
                                                 crypto::Signer::sign(dan.identity, other)};
        CHECK(bench.say("dan",
                        id,
                        wire::encode_public(
                            custody::Confirmation{other, wire::encode_public(certificate)})) == 0);

        CHECK(bench.now(id).state == CeremonyState::failed);
        CHECK(bench.now(id).why.find("dan") != std::string::npos);
        CHECK_FALSE(bench.core().state().custody.group.has_value());
    }

    TEST_CASE("other custodians take over; the old group's wraps are gone with the last of them") {
        CustodyBench bench;
        bench.make_group();
        const auto before = bench.core().state().custody.group->read_group().key().id();
        bench.draw_hands();
        const auto id = bench.begin(CustodyBench::reshare);
        bench.play_rounds(id, 2);
        CHECK(bench.core().state().custody.wraps.size() == 4);

        bench.all_say(id, 2);

        const auto& custody = bench.core().state().custody;
        const auto after = custody.group->read_group();
        CHECK(after.key().id() != before);
        CHECK(after.epoch() == threshold::Epoch(2));
        CHECK(custody.wraps.size() == 2);
        for (const auto& [row, wrap] : custody.wraps) {
            CHECK(row.starts_with(keeper::wrap_prefix(after.key().id())));
        }
    }

    TEST_CASE("who may hold a share, and what is one ceremony at a time") {
        CustodyBench bench;
        const auto refused = [&](const operate::CeremonyBeginAsk& ask) {
            const auto request = bench.by_two(ask);
            CHECK(request.state == ceremony::RequestState::failed);
            return request.why;
        };
        const auto has = [](const std::string& why, const ErrorSpec& spec) {
            return why.find(spec.meaning) != std::string::npos;
        };
        auto plan = bench.plan();
        plan.seats.push_back({"ana", "", "", ""});
        CHECK(has(refused(plan), errors::custodian_unknown));
        plan = bench.plan();
        for (auto& seat : plan.seats) seat.place = "one cellar";
        CHECK(has(refused(plan), errors::seats_crowded));
        plan = bench.plan();
        plan.seats[1] = plan.seats[0];
        CHECK(has(refused(plan), errors::ceremony_casting));
        CHECK(has(refused(bench.plan(CustodyBench::genesis, 6)), errors::ceremony_casting));
        CHECK(has(refused(bench.plan(CustodyBench::genesis, 1)), errors::ceremony_casting));
        CHECK(has(refused(bench.plan(CustodyBench::reshare)), errors::group_absent));
        CHECK(has(refused(bench.plan(1)), errors::ceremony_kind));
        bench.begin();
        CHECK(has(refused(bench.plan(CustodyBench::genesis, 2)), errors::ceremony_open));
    }

    TEST_CASE("a list of ceremonies stays readable, however many there were") {
        CustodyBench bench;
        for (int time = 0; time < 18; ++time) {
            const auto id = bench.begin();
            const std::string reason = "not today";
            const auto ask =
                bench.act_in("bea", id, {reason.begin(), reason.end()}, CustodyBench::Choice::veto);
            REQUIRE(bench.code_of(bench.asks("bea", ask)) == 0);
        }
        CHECK(bench.core().state().custody.ceremonies.size() == 16);
        const auto reply = bench.asks("wil", operate::CeremoniesAsk{});
        CHECK(wire::decode<operate::Ceremonies>(reply.body).ok());
    }

    TEST_CASE("a custodian who leaves while the others confirm gets no share that counts") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.play_rounds(id);
        REQUIRE(bench.now(id).state == CeremonyState::confirming);
        bench.by_two(operate::PersonRemoveAsk{"hal", "left"});

        bench.carry_on();

        CHECK(bench.now(id).state == CeremonyState::failed);
        CHECK_FALSE(bench.core().state().custody.group.has_value());
    }

    TEST_CASE("a key that is revoked after its holder has spoken ends the ceremony by name") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        const test::Signatory spare{
            "hal", crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(bench.random), {}};
        const auto key = crypto::Signer::public_key(spare.seed);
        operate::PersonKeyAddAsk add;
        add.name = "hal";
        add.key = {key, crypto::Signer::sign(spare.seed, ceremony::key_proof("hal", key))};
        bench.by_two(add);
        bench.carry_on();
        CHECK(bench.now(id).is_open());

        bench.propose("ana",
                      operate::PersonKeyRevokeAsk{"hal", bench.people.at("hal").key, "lost"});
        bench.carry_on();

        const auto now = bench.now(id);
        CHECK(now.state == CeremonyState::failed);
        CHECK(now.why == "hal has refused");
        REQUIRE(now.exceptions.size() == 1);
        CHECK(now.exceptions.front().person == "hal");
        CHECK(now.exceptions.front().what == "has signed with a key that was revoked since");
        CHECK(bench.core().state().custody.open() == nullptr);
    }

    TEST_CASE("who was sent away a moment ago is out before the last confirmation is heard") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.play_rounds(id);
        for (const char* name : {"eli", "fay", "gus", "hal"}) {
            auto& hand = bench.hand(name);
            REQUIRE(bench.say(name, id, bench.word_of(hand, bench.shown_to(name, id))) == 0);
        }
        bench.by_two(operate::PersonRemoveAsk{"hal", "left"});

        const auto word = bench.word_of(bench.hand("dan"), bench.shown_to("dan", id));
        CHECK(bench.say("dan", id, word) != 0);

        CHECK(bench.now(id).state == CeremonyState::failed);
        CHECK_FALSE(bench.core().state().custody.group.has_value());
    }

    TEST_CASE("a key that does not open holds up no other, and an operator can end it") {
        CustodyBench bench;
        bench.by_two(operate::VaultAddAsk{"other", "other", "unseal"});
        const auto id = bench.begin();
        for (int round = 0; round < custody::Board::rounds; ++round) bench.all_say(id);
        for (std::size_t token = 0; token < 3; ++token) bench.tokens.stop(token);
        bench.carry_on();
        CHECK(bench.now(id).state == CeremonyState::executing);
        const std::string reason = "the tokens do not answer";
        const auto ask =
            bench.act_in("bea", id, {reason.begin(), reason.end()}, CustodyBench::Choice::veto);

        CHECK(bench.code_of(bench.asks("bea", ask)) == 0);

        CHECK(bench.now(id).state == CeremonyState::aborted);
    }

    TEST_CASE("a custodian shows that they hold their share, and counts for 100 days") {
        CustodyBench bench;
        bench.make_group();
        const auto shown = [&] {
            const auto reply = bench.asks("wil", operate::CustodiansAsk{});
            return *wire::decode<operate::Custodians>(reply.body);
        };
        CHECK(shown().margin() == 2);
        bench.clock.advance(keeper::Holding::proven_ms);
        CHECK(shown().margin() == -3);

        CHECK(bench.code_of(bench.proves("dan", "dan")) == 0);

        CHECK(shown().margin() == -2);
        bench.restart_people();
        CHECK(shown().margin() == -2);
        bench.by_two(operate::PersonRemoveAsk{"dan", "left"});
        CHECK(shown().margin() == -3);
    }

    TEST_CASE("a proof for another challenge, of another custodian, or twice, is none") {
        CustodyBench bench;
        CHECK(bench.code_of(bench.asks("dan", operate::HeldChallengeAsk{})) ==
              errors::ceremony_not_holder.code);
        bench.make_group();

        CHECK(bench.code_of(bench.proves("dan", "eli")) == errors::share_unproven.code);
        CHECK(bench.code_of(bench.asks("ana", operate::HeldChallengeAsk{})) ==
              errors::ceremony_not_holder.code);
        const auto proof = bench.proof_of("dan", bench.drawn_for("dan"));
        CHECK(bench.code_of(bench.asks("dan", proof)) == 0);
        CHECK(bench.code_of(bench.asks("dan", proof)) == errors::challenge_spent.code);
        const auto late = bench.proof_of("dan", bench.drawn_for("dan"));
        bench.clock.advance(keeper::Holding::challenge_ms);
        CHECK(bench.code_of(bench.asks("dan", late)) == errors::challenge_spent.code);
    }
}
