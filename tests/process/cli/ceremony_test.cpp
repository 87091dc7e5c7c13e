// What people say in ceremonies and are shown of them, by a service that plays one with them.
#include "played_ceremony.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

using namespace sealwright;
using namespace sealwright::cli_test;
using custody::Board;
using Played = PlayedCeremony;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli/ceremony") {
    TEST_CASE("a ceremony is shown within 80 columns: who is missing, who was wrong, until when") {
        Played played;
        played.others_speak();
        const ceremony::Moment now{now_ms(), false, false};
        REQUIRE(played.ceremony.strike(3, "a contribution is not in the form", now).ok());

        const auto ran = played.keeper.run("ana", {"ceremony", "show", played.id()});
        const auto json = played.keeper.run_json("ana", {"ceremony", "show", played.id()});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "collecting: join, 2 of 3"));
        CHECK(says(ran.out, "missing:     cem"));
        CHECK(says(ran.out, "a contribution is not in the form"));
        std::istringstream lines(ran.out);
        for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
        CHECK(says(json.out, "\"missing\":[\"cem\"]"));
        CHECK(says(json.out, "\"organisation\":\"an organisation with a long name, cem\""));
        CHECK(says(json.out, "\"strikes\":1"));
        CHECK(says(played.keeper.run("ana", {"ceremony", "list"}).out, played.id()));
    }

    TEST_CASE("a ceremony whose acts nobody signed is not shown as one") {
        Played played;
        played.others_speak();
        played.spoken.front().act.back() ^= 1U;

        CHECK(says(played.keeper.run("ana", {"ceremony", "show", played.id()}).talk, "E3467"));
    }

    TEST_CASE("what is proposed is the file, and its words are shown before it is signed") {
        Played played;
        const auto& folder = played.keeper.service.folder();
        folder.write("seats.toml",
                     "threshold = 2\n"
                     "[[custodian]]\nperson = \"dan\"\norganisation = \"a\"\nplace = \"b\"\n"
                     "device = \"c\"\n"
                     "[[custodian]]\nperson = \"eva\"\norganisation = \"d\"\nplace = \"e\"\n"
                     "device = \"f\"\n");

        const auto ran = played.keeper.run("ana",
                                           {"ceremony",
                                            "begin",
                                            "reshare",
                                            "--custodians",
                                            folder.path("seats.toml"),
                                            "--reason",
                                            "gus leaves"});

        CHECK(ran.exit == 10);
        CHECK(says(ran.talk, "kind: reshare"));
        CHECK(says(ran.talk, "custodian: \"eva\""));
        REQUIRE(played.keeper.requests.size() == 1);
        const auto& proposed = played.keeper.requests.front().plan;
        const auto ask = wire::decode<operate::CeremonyBeginAsk>(proposed.body);
        REQUIRE(ask.ok());
        CHECK(ask->kind == 2);
        CHECK(ask->threshold == 2);
        CHECK(ask->seats ==
              std::vector<operate::Seat>{{"dan", "a", "b", "c"}, {"eva", "d", "e", "f"}});
        CHECK(ask->reason == "gus leaves");
    }

    TEST_CASE("a refusal is a custodian's denial with its reason, an end an operator's veto") {
        Played played;

        const auto refused =
            played.keeper.run("cem", {"custodian", "refuse", played.id(), "--reason", "not me"});
        const auto ended =
            played.keeper.run("ana", {"ceremony", "abort", played.id(), "--reason", "too late"});

        CHECK(refused.exit == 0);
        CHECK(ended.exit == 0);
        REQUIRE(played.acts.size() == 2);
        const auto& [denial, veto] = std::pair(played.acts[0], played.acts[1]);
        CHECK(denial.choice == ceremony::Choice::deny);
        CHECK(denial.role == ceremony::Role::custodian);
        CHECK(denial.contribution == ceremony::reason_digest("not me"));
        CHECK(veto.choice == ceremony::Choice::veto);
        CHECK(veto.role == ceremony::Role::operator_);
        CHECK(veto.contribution == ceremony::reason_digest("too late"));
        for (const auto& act : played.acts) {
            CHECK(act.ceremony == played.ceremony.casting.id.bytes());
            CHECK(act.plan == played.ceremony.casting.plan);
        }
    }

    TEST_CASE("who is no custodian, or is one and comes too late, sends nothing") {
        Played played;
        played.make_file();
        const auto both = std::string(passphrase) + "\n" + passphrase + "\n";
        const std::vector<std::string> join{
            "custodian", "join", played.id(), "--file", played.file(), "--yes", "--once"};

        CHECK(says(played.keeper.run_typing("ana", join, both).talk, "E3347"));
        const ceremony::Moment now{now_ms(), false, false};
        REQUIRE(played.ceremony.abort("ana", ceremony::AbortReason::other, now).ok());
        CHECK(says(played.join({"--yes"}).talk, "E3348"));
        CHECK(played.acts.empty());
    }

    TEST_CASE("nothing is joined without a word at a terminal, or saying so beforehand") {
        Played played;
        played.make_file();

        const auto ran = played.join({"--once"});

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "E3311"));
        CHECK(played.acts.empty());
    }

    TEST_CASE("where the transcript does not show the approvals nothing is said") {
        Played played;
        played.make_file();
        auto& steps = played.steps;
        REQUIRE(steps[1].event == custody::Event::approve);
        steps[1].act = steps[0].act;

        CHECK(played.join({"--yes", "--once"}).exit != 0);
        steps.resize(1);
        const auto ran = played.join({"--yes", "--once"});

        CHECK(says(ran.talk, "its transcript does not show that its operators approved it"));
        CHECK(ran.exit != 0);
        CHECK(played.acts.empty());
    }

    TEST_CASE("a custodian goes from round to round, and with other words no further") {
        Played played;
        played.make_file();
        const auto joined = played.join({"--yes", "--once"});
        played.others_speak();

        const auto committed = played.join({"--once"});
        played.others_speak();
        const auto revealed = played.join({"--once"});
        CHECK_FALSE(says(revealed.talk, "these eight words"));
        played.others_speak();

        const auto other = played.join({"--words", "eight other words", "--once"});
        const auto silent = played.join({"--yes", "--once"});
        const auto said_before = played.acts.size();
        const auto dealt = played.join({"--words", played.words(), "--once"});

        CHECK(joined.exit == 10);
        CHECK(says(joined.talk, "kind: genesis"));
        CHECK(committed.exit == 10);
        CHECK(revealed.exit == 10);
        CHECK(says(other.talk, "E3312"));
        CHECK(says(silent.talk, "E3311"));
        CHECK(says(silent.talk, played.words()));
        CHECK(said_before == 3);
        CHECK(dealt.exit == 10);
        REQUIRE(played.acts.size() == 4);
        CHECK(played.acts[3].role == ceremony::Role::custodian);
        CHECK(played.board().round() == Board::deal_round);
        played.others_speak();
        CHECK(played.board().pending().has_value());
    }

    TEST_CASE("who is dealt what opens for nobody says so to all, signed, and who dealt it") {
        Played played;
        played.make_file();
        played.join({"--yes", "--once"});
        played.others_speak();
        played.join({"--once"});
        played.others_speak();
        played.join({"--once"});
        played.others_speak();
        played.join({"--words", played.words(), "--once"});
        played.others_deal_wrongly();
        played.confirms();
        REQUIRE(played.acts.size() == 4);

        const auto ran = played.join({"--once"});

        CHECK(ran.exit != 0);
        CHECK(says(ran.talk, "E3414"));
        REQUIRE(played.acts.size() == 5);
        const auto& complaint = played.acts.back();
        CHECK(complaint.choice == ceremony::Choice::deny);
        CHECK(complaint.role == ceremony::Role::custodian);
        REQUIRE(played.reasons.size() == 1);
        const auto reason = std::string(text_of(played.reasons.front()));
        CHECK(complaint.contribution == ceremony::reason_digest(reason));
        CHECK(reason == "dan dealt me a share that does not open (E3414)");
    }

    TEST_CASE(
        "custodians of one place who could open alone are not joined, whoever proposed them") {
        Played played;
        played.make_file();
        for (auto& seat : played.plan.seats) seat.place = "the same room";
        played.begin_again();

        const auto ran = played.join({"--yes", "--once"});

        CHECK(says(ran.talk, "E3452"));
        CHECK(played.acts.empty());
    }

    TEST_CASE("who has committed in one session says nothing in another") {
        Played played;
        played.make_file();
        played.join({"--yes", "--once"});
        played.others_speak();
        played.join({"--once"});
        played.others_speak();
        REQUIRE(played.acts.size() == 2);
        // The same people and keys under another nonce, as far as their joining.
        played.nonce = 10;
        played.spoken.resize(3);
        played.ceremony.round = Board::commit_round;
        std::erase_if(played.ceremony.contributions,
                      [](const auto& each) { return each.round > Board::join_round; });

        const auto ran = played.join({"--once"});

        CHECK(says(ran.talk, "E3461"));
        CHECK(played.acts.size() == 2);
    }

    TEST_CASE("another file than the one that joined says nothing in its place") {
        Played played;
        played.make_file();
        played.join({"--yes", "--once"});
        played.others_speak();
        std::filesystem::remove(played.file());
        played.make_file();

        const auto ran = played.join({"--once"});

        CHECK(says(ran.talk, "E3463"));
        CHECK(played.acts.size() == 1);
    }
}
