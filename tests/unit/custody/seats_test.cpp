// How many of the seats one organisation, place or device may have: min(k-1, n-k), and one always.
#include "sealwright/custody/seats.hpp"

#include "sealwright/custody/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using operate::Seat;

namespace {

struct Kind {
    std::string Seat::*word;
    std::string name;
};
const std::vector<Kind> kinds{
    {&Seat::organisation, "organisation"}, {&Seat::place, "place"}, {&Seat::device, "device"}};

// So many seats, all apart, but for the first `alike`, which have one word in common.
std::vector<Seat> seats(std::size_t total, const Kind& kind, std::size_t alike) {
    std::vector<Seat> made;
    for (std::size_t each = 0; each < total; ++each) {
        const auto own = std::to_string(each);
        made.push_back({"person " + own, "organisation " + own, "place " + own, "device " + own});
        if (each < alike) made.back().*kind.word = "the same";
    }
    return made;
}

}  // namespace

TEST_SUITE("custody/seats") {
    TEST_CASE("of each kind as many are allowed as can neither open nor stop alone, and no more") {
        struct Row {
            std::size_t threshold;
            std::size_t total;
            std::size_t most;
        };
        for (const auto& [threshold, total, most] :
             {Row{2, 3, 1}, Row{3, 5, 2}, Row{4, 7, 3}, Row{2, 7, 1}, Row{6, 7, 1}, Row{3, 3, 1}}) {
            for (const auto& kind : kinds) {
                CAPTURE(kind.name);
                CAPTURE(total);
                CHECK(custody::check_apart(threshold, seats(total, kind, most)).ok());
                const auto refused = custody::check_apart(threshold, seats(total, kind, most + 1));
                REQUIRE(refused.error().is(errors::seats_crowded));
                const auto sentence = refused.error().sentence();
                CHECK(sentence.find("kind=" + kind.name) != std::string::npos);
                CHECK(sentence.find("which=the same") != std::string::npos);
                CHECK(sentence.find("at most=" + std::to_string(most)) != std::string::npos);
            }
        }
    }

    TEST_CASE("an empty word is a place of its own") {
        auto many = seats(5, kinds[1], 5);
        for (auto& seat : many) seat.place.clear();

        CHECK(custody::check_apart(3, many).ok());
    }
}
