#include "sealwright/ceremony/ceremony.hpp"

#include "sealwright/ceremony/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sealwright::test {
std::string_view vectors_source_root();
}

using namespace sealwright;
using namespace sealwright::ceremony;

namespace {

using State = CeremonyState;
constexpr std::uint64_t noon_ms = 1'800'000'000'000;
constexpr std::uint64_t hour_ms = 3'600'000;
constexpr Digest same_key{7};

Moment at(std::uint64_t wall_ms) {
    return {wall_ms, false, false};
}

Casting three_of_five(CeremonyKind kind) {
    Casting casting;
    casting.kind = kind;
    casting.threshold = 3;
    casting.holders = {{1, "ana"}, {2, "bea"}, {3, "cem"}, {4, "dan"}, {5, "eva"}};
    casting.conductor = "otto";
    return casting;
}

Ceremony begun(CeremonyKind kind) {
    auto ceremony = *Ceremony::propose(three_of_five(kind), at(noon_ms));
    if (ceremony.state == State::proposed) REQUIRE(ceremony.approve("olga", at(noon_ms)).ok());
    REQUIRE(ceremony.state == State::collecting);
    return ceremony;
}

Contribution from(std::uint16_t index, std::uint8_t round = 0, std::uint8_t what = 1) {
    return {index, round, Digest{what, static_cast<std::uint8_t>(index)}};
}

template <class T>
bool is(const Result<T>& result, const ErrorSpec& spec) {
    return !result.ok() && result.error().is(spec);
}

// Until it is to be carried out.
Ceremony ready(CeremonyKind kind) {
    auto ceremony = begun(kind);
    while (ceremony.state == State::collecting) {
        const auto round = ceremony.round;
        for (std::uint16_t index = 1; index <= 5 && ceremony.state == State::collecting; ++index) {
            if (ceremony.round == round) {
                REQUIRE(ceremony.contribute(from(index, round), at(noon_ms)).ok());
            }
        }
    }
    return ceremony;
}

Ceremony confirming(CeremonyKind kind) {
    auto ceremony = ready(kind);
    REQUIRE(ceremony.begin(at(noon_ms)).ok());
    REQUIRE(ceremony.executed(at(noon_ms)).ok());
    return ceremony;
}

std::string page() {
    std::ifstream file(std::string(test::vectors_source_root()) + "/docs/protocol/ceremony.md");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// As the page has it: neighbours of one state and step in one row.
std::string table_of_steps() {
    std::string text = "| in | step | leads to |\n|---|---|---|\n";
    for (std::size_t at = 0; at < steps().size();) {
        const auto row = steps()[at];
        text += "| " + std::string(word_of(row.from)) + " | " + std::string(word_of(row.step)) +
                " | " + std::string(word_of(row.to));
        for (++at; at < steps().size(); ++at) {
            if (steps()[at].from != row.from || steps()[at].step != row.step) break;
            text += ", " + std::string(word_of(steps()[at].to));
        }
        text += " |\n";
    }
    return text;
}

}  // namespace

TEST_SUITE("ceremony/ceremony") {
    TEST_CASE("the table of docs/protocol/ceremony.md is the one that decides") {
        const auto text = page();
        const auto begins = text.find("<!-- steps: begin -->\n");
        const auto ends = text.find("<!-- steps: end -->");
        REQUIRE(begins != std::string::npos);
        REQUIRE(ends != std::string::npos);
        const auto from = begins + std::string_view("<!-- steps: begin -->\n").size();
        CHECK(text.substr(from, ends - from) == table_of_steps());
    }

    TEST_CASE("a recovery begins with its proposal, and is ready with the third of five") {
        auto ceremony = begun(CeremonyKind::recover);
        CHECK(ceremony.contribute(from(2), at(noon_ms)).ok());
        CHECK(ceremony.contribute(from(5), at(noon_ms)).ok());
        CHECK(ceremony.count() == 2);
        CHECK(ceremony.state == State::collecting);
        CHECK(ceremony.contribute(from(1), at(noon_ms)).ok());
        CHECK(ceremony.state == State::executing);
        CHECK(ceremony.begin(at(noon_ms)).ok());
        CHECK(ceremony.executed(at(noon_ms)).ok());
        CHECK(ceremony.state == State::committed);
    }

    TEST_CASE("the same contribution again is the same, also when all is over") {
        auto ceremony = ready(CeremonyKind::recover);
        const auto before = ceremony;
        CHECK(ceremony.contribute(from(1), at(noon_ms)).ok());
        CHECK(ceremony == before);
    }

    TEST_CASE(
        "a second contribution of one holder, one of a stranger or of another round is refused") {
        auto ceremony = begun(CeremonyKind::genesis);
        REQUIRE(ceremony.contribute(from(1), at(noon_ms)).ok());
        const auto before = ceremony;
        CHECK(is(ceremony.contribute(from(1, 0, 9), at(noon_ms)), errors::ceremony_contributed));
        CHECK(is(ceremony.contribute(from(6), at(noon_ms)), errors::ceremony_not_holder));
        CHECK(is(ceremony.contribute(from(2, 1), at(noon_ms)), errors::ceremony_round));
        CHECK(ceremony == before);
    }

    TEST_CASE("a holder whose contributions are wrong three times is out, and the others go on") {
        auto ceremony = begun(CeremonyKind::recover);
        for (int strike = 0; strike < 3; ++strike) {
            CHECK(ceremony.strike(4, "the proof does not hold", at(noon_ms)).ok());
        }
        CHECK(is(ceremony.strike(4, "again", at(noon_ms)), errors::ceremony_holder_out));
        CHECK(is(ceremony.contribute(from(4), at(noon_ms)), errors::ceremony_holder_out));
        CHECK(ceremony.exceptions.size() == 3);
        CHECK(ceremony.exceptions.front().person == "dan");
        for (std::uint16_t index = 1; index <= 3; ++index) {
            CHECK(ceremony.contribute(from(index), at(noon_ms)).ok());
        }
        CHECK(ceremony.state == State::executing);
    }

    TEST_CASE("with too few holders left it fails, and where all are needed with the first") {
        auto recover = begun(CeremonyKind::recover);
        CHECK(recover.refuse(1, "not I", at(noon_ms)).ok());
        CHECK(recover.refuse(2, "not I", at(noon_ms)).ok());
        CHECK(recover.state == State::collecting);
        CHECK(recover.refuse(3, "not I", at(noon_ms)).ok());
        CHECK(recover.state == State::failed);

        auto genesis = begun(CeremonyKind::genesis);
        CHECK(genesis.refuse(1, "not I", at(noon_ms)).ok());
        CHECK(genesis.state == State::failed);
    }

    TEST_CASE("who refuses after contributing does not count any more") {
        auto ceremony = begun(CeremonyKind::recover);
        CHECK(ceremony.contribute(from(1), at(noon_ms)).ok());
        CHECK(ceremony.refuse(1, "I was shown something else", at(noon_ms)).ok());
        CHECK(ceremony.count() == 0);
    }

    TEST_CASE("nobody conducts a ceremony in which they hold a share, and nobody holds two") {
        auto casting = three_of_five(CeremonyKind::recover);
        casting.conductor = "ana";
        CHECK(is(Ceremony::propose(casting, at(noon_ms)), errors::ceremony_conductor));
        casting = three_of_five(CeremonyKind::recover);
        casting.holders[1].person = "ana";
        CHECK(is(Ceremony::propose(casting, at(noon_ms)), errors::ceremony_casting));
        casting = three_of_five(CeremonyKind::recover);
        casting.holders[1].index = 1;
        CHECK(is(Ceremony::propose(casting, at(noon_ms)), errors::ceremony_casting));
        casting = three_of_five(CeremonyKind::recover);
        casting.holders[1].index = 0;
        CHECK(is(Ceremony::propose(casting, at(noon_ms)), errors::ceremony_casting));
        for (const auto threshold : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{6}}) {
            casting = three_of_five(CeremonyKind::recover);
            casting.threshold = threshold;
            CHECK(is(Ceremony::propose(casting, at(noon_ms)), errors::ceremony_casting));
        }
    }

    TEST_CASE("a genesis takes two operators and their veto window, a recovery neither") {
        auto casting = three_of_five(CeremonyKind::genesis);
        casting.veto_s = 3600;
        auto ceremony = *Ceremony::propose(casting, at(noon_ms));
        CHECK(ceremony.state == State::proposed);
        CHECK(ceremony.approve("otto", at(noon_ms)).ok());
        CHECK(ceremony.state == State::proposed);
        CHECK(ceremony.approve("olga", at(noon_ms)).ok());
        CHECK(ceremony.state == State::armed);
        CHECK_FALSE(ceremony.look(at(noon_ms + hour_ms - 1)));
        CHECK(ceremony.look(at(noon_ms + hour_ms)));
        CHECK(ceremony.state == State::collecting);
        CHECK(is(ceremony.veto("wil", "late", at(noon_ms + hour_ms)), errors::ceremony_step));

        casting.kind = CeremonyKind::recover;
        CHECK(Ceremony::propose(casting, at(noon_ms))->state == State::collecting);
    }

    TEST_CASE("a veto ends it while it is armed") {
        auto casting = three_of_five(CeremonyKind::reshare);
        casting.veto_s = 3600;
        auto ceremony = *Ceremony::propose(casting, at(noon_ms));
        REQUIRE(ceremony.approve("olga", at(noon_ms)).ok());
        CHECK(ceremony.veto("wil", "eva has left", at(noon_ms)).ok());
        CHECK(ceremony.state == State::vetoed);
        CHECK(ceremony.why == "wil: eva has left");
    }

    TEST_CASE("each state ends with its time") {
        auto proposed = *Ceremony::propose(three_of_five(CeremonyKind::genesis), at(noon_ms));
        CHECK(proposed.look(at(noon_ms + 7 * 24 * hour_ms)));
        CHECK(proposed.state == State::expired);

        auto collecting = begun(CeremonyKind::recover);
        CHECK_FALSE(collecting.look(at(noon_ms + hour_ms - 1)));
        CHECK(is(collecting.contribute(from(1), at(noon_ms + hour_ms)), errors::ceremony_step));
        CHECK(collecting.state == State::expired);

        auto executing = ready(CeremonyKind::recover);
        CHECK(executing.look(at(noon_ms + hour_ms)));
        CHECK(executing.state == State::expired);

        auto waiting = confirming(CeremonyKind::genesis);
        CHECK(waiting.look(at(noon_ms + 24 * hour_ms)));
        CHECK(waiting.state == State::failed);
    }

    TEST_CASE("what has begun ends with what it comes to, and not with a time") {
        auto ceremony = ready(CeremonyKind::recover);
        REQUIRE(ceremony.begin(at(noon_ms)).ok());
        CHECK_FALSE(ceremony.look(at(noon_ms + 100 * hour_ms)));
        CHECK(is(ceremony.abort("otto", AbortReason::withdrawn, at(noon_ms)),
                 errors::ceremony_begun));
        CHECK(is(ceremony.begin(at(noon_ms)), errors::ceremony_begun));
        CHECK(ceremony.fail("a token went away", at(noon_ms)).ok());
        CHECK(ceremony.state == State::failed);
    }

    TEST_CASE("what only stages may be ended, by a person or by time, while it does") {
        for (const bool by_time : {false, true}) {
            auto ceremony = ready(CeremonyKind::genesis);
            REQUIRE(ceremony.begin(at(noon_ms)).ok());
            if (by_time) {
                CHECK(ceremony.look(at(noon_ms + hour_ms)));
            } else {
                CHECK(ceremony.abort("otto", AbortReason::withdrawn, at(noon_ms)).ok());
            }
            CHECK(ceremony.state == (by_time ? State::expired : State::aborted));
        }
    }

    TEST_CASE("under a freeze nothing goes on, and what is to end ends") {
        const Moment frozen{noon_ms, false, true};
        CHECK(is(Ceremony::propose(three_of_five(CeremonyKind::recover), frozen),
                 errors::service_frozen));
        auto collecting = begun(CeremonyKind::recover);
        CHECK(is(collecting.contribute(from(1), frozen), errors::service_frozen));
        auto executing = ready(CeremonyKind::recover);
        CHECK(is(executing.begin(frozen), errors::service_frozen));
        CHECK(executing.abort("otto", AbortReason::coercion, frozen).ok());

        auto made = ready(CeremonyKind::genesis);
        REQUIRE(made.begin(at(noon_ms)).ok());
        CHECK(made.executed(frozen).ok());
        CHECK(made.state == State::executing);
        CHECK_FALSE(made.look(frozen));
        CHECK(made.look(at(noon_ms)));
        CHECK(made.state == State::confirming);
        CHECK(is(made.confirm(1, same_key, frozen), errors::service_frozen));
    }

    TEST_CASE("by a clock that is behind nothing goes on, and nothing expires") {
        const Moment behind{noon_ms + 1000 * hour_ms, true, false};
        auto ceremony = begun(CeremonyKind::recover);
        CHECK(is(ceremony.contribute(from(1), behind), errors::clock_behind));
        CHECK_FALSE(ceremony.look(behind));
        CHECK(ceremony.state == State::collecting);
    }

    TEST_CASE("new material counts when every holder has confirmed the same") {
        auto ceremony = confirming(CeremonyKind::genesis);
        for (std::uint16_t index = 1; index <= 4; ++index) {
            CHECK(ceremony.confirm(index, same_key, at(noon_ms)).ok());
            CHECK(ceremony.confirm(index, same_key, at(noon_ms)).ok());
        }
        CHECK(ceremony.state == State::confirming);
        CHECK(ceremony.confirm(5, same_key, at(noon_ms)).ok());
        CHECK(ceremony.state == State::committed);
    }

    TEST_CASE("a service that shows holders different things is caught when they confirm") {
        auto ceremony = confirming(CeremonyKind::genesis);
        CHECK(ceremony.confirm(1, same_key, at(noon_ms)).ok());
        CHECK(ceremony.confirm(2, Digest{8}, at(noon_ms)).ok());
        CHECK(ceremony.state == State::failed);
        CHECK(ceremony.why == "bea found another key");

        auto twice = confirming(CeremonyKind::reshare);
        CHECK(twice.confirm(1, same_key, at(noon_ms)).ok());
        CHECK(twice.confirm(1, Digest{8}, at(noon_ms)).ok());
        CHECK(twice.state == State::failed);
    }

    TEST_CASE("a restart loses what was said to the keeper that ended, and nothing else") {
        auto recover = begun(CeremonyKind::recover);
        REQUIRE(recover.contribute(from(1), at(noon_ms)).ok());
        REQUIRE(recover.strike(4, "wrong", at(noon_ms)).ok());
        CHECK(recover.restart(at(noon_ms)).ok());
        CHECK(recover.count() == 0);
        CHECK(recover.attempt == 1);
        CHECK(recover.casting.holders[3].strikes == 1);

        auto full = ready(CeremonyKind::recover);
        CHECK(full.restart(at(noon_ms)).ok());
        CHECK(full.state == State::collecting);

        auto genesis = ready(CeremonyKind::genesis);
        const auto before = genesis;
        CHECK(genesis.restart(at(noon_ms)).ok());
        CHECK(genesis == before);
    }

    TEST_CASE("after a restart nobody guesses whether what had begun was done") {
        auto ceremony = ready(CeremonyKind::recover);
        REQUIRE(ceremony.begin(at(noon_ms)).ok());
        const auto before = ceremony;
        CHECK(ceremony.restart(at(noon_ms)).ok());
        CHECK(ceremony == before);
    }

    TEST_CASE("a ceremony that is begun again and again ends") {
        auto ceremony = begun(CeremonyKind::recover);
        for (std::uint32_t each = 1; each < attempts_max; ++each) {
            CHECK(ceremony.restart(at(noon_ms)).ok());
        }
        CHECK(ceremony.state == State::collecting);
        CHECK(ceremony.restart(at(noon_ms)).ok());
        CHECK(ceremony.state == State::failed);
    }

    TEST_CASE("an exception is noted in any open state, and ends nothing") {
        auto ceremony = begun(CeremonyKind::recover);
        const auto state = ceremony.state;
        CHECK(ceremony.note("wil", "the telephone went dead\x1b", at(noon_ms)).ok());
        CHECK(ceremony.state == state);
        CHECK(ceremony.exceptions.back().what == "the telephone went dead?");
        REQUIRE(ceremony.abort("otto", AbortReason::other, at(noon_ms)).ok());
        CHECK(is(ceremony.note("wil", "late", at(noon_ms)), errors::ceremony_step));
    }

    TEST_CASE("there is a script for each kind, in its place") {
        for (const auto& script : scripts()) {
            CHECK(&script_of(script.kind) == &script);
            CHECK_FALSE(script.rounds().empty());
        }
        CHECK(scripts().size() == 5);
    }

    TEST_CASE("a ceremony keeps its one form in every state") {
        std::vector<Ceremony> each{
            *Ceremony::propose(three_of_five(CeremonyKind::genesis), at(noon_ms)),
            begun(CeremonyKind::recover),
            ready(CeremonyKind::drill),
            confirming(CeremonyKind::reshare)};
        each.push_back(begun(CeremonyKind::recover));
        REQUIRE(each.back().strike(1, "wrong", at(noon_ms)).ok());
        REQUIRE(each.back().abort("otto", AbortReason::tamper_sign, at(noon_ms)).ok());
        for (const auto& ceremony : each) {
            const auto bytes = wire::encode_public(ceremony);
            const auto again = wire::decode<Ceremony>(bytes);
            REQUIRE(again.ok());
            CHECK(*again == ceremony);
            CHECK(wire::encode_public(*again) == bytes);
        }
    }
}
