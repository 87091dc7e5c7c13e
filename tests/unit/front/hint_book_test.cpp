#include "fakes.hpp"

#include <doctest/doctest.h>

using namespace front_test;
using front::Asker;
using front::HintBook;

namespace {

const Asker node_one{spki_of(1), "transit", "key"};
const Now noon{1'000'000, 1'800'000'000'000};

}  // namespace

TEST_SUITE("front/hint_book") {
    TEST_CASE("what a keeper said while open is remembered when it is locked") {
        HintBook book;
        book.learn(open_with({hint_of(1, 7)}));

        book.learn({seal::KeeperPhase::locked, {}});

        CHECK(book.version_for(node_one) == 7U);
    }

    TEST_CASE("a node that an open keeper no longer names is forgotten") {
        HintBook book;
        book.learn(open_with({hint_of(1, 7)}));

        book.learn(open_with({}));

        CHECK_FALSE(book.version_for(node_one));
    }

    TEST_CASE("a key is known while a keeper names it, whatever it then asks for") {
        HintBook book;
        book.learn(open_with({hint_of(1, 7)}));

        CHECK(book.knows(spki_of(1)));
        CHECK_FALSE(book.knows(spki_of(2)));
        book.learn({seal::KeeperPhase::locked, {}});
        CHECK(book.knows(spki_of(1)));
        book.learn(open_with({}));
        CHECK_FALSE(book.knows(spki_of(1)));
    }

    TEST_CASE("a hint holds for exactly its node, mount and key") {
        HintBook book;
        book.learn(open_with({hint_of(1, 7)}));

        CHECK_FALSE(book.version_for({spki_of(2), "transit", "key"}));
        CHECK_FALSE(book.version_for({spki_of(1), "other", "key"}));
        CHECK_FALSE(book.version_for({spki_of(1), "transit", "other"}));
    }

    TEST_CASE("version 0 is no version") {
        HintBook book;
        book.learn(open_with({hint_of(1, 0)}));

        CHECK_FALSE(book.version_for(node_one));
    }

    TEST_CASE("an ask waits three seconds, one of an init forty-five in all") {
        HintBook book;
        CHECK(book.patience_ms(node_one, noon) == 3'000);

        book.learn(open_with({hint_of(1, 1, noon.wall_ms + 600'000)}));
        CHECK(book.patience_ms(node_one, noon) == 45'000);
        book.count_hold(node_one, 40'000, noon);
        CHECK(book.patience_ms(node_one, noon) == 5'000);
        book.count_hold(node_one, 5'000, noon);
        CHECK(book.patience_ms(node_one, noon) == 0);
    }

    TEST_CASE(
        "the same init's window keeps its count when hints come again, a new one starts anew") {
        HintBook book;
        book.learn(open_with({hint_of(1, 1, noon.wall_ms + 600'000)}));
        book.count_hold(node_one, 40'000, noon);

        book.learn(open_with({hint_of(1, 1, noon.wall_ms + 600'000)}));
        CHECK(book.patience_ms(node_one, noon) == 5'000);
        book.learn(open_with({hint_of(1, 1, noon.wall_ms + 700'000)}));
        CHECK(book.patience_ms(node_one, noon) == 45'000);
    }

    TEST_CASE("a hold lasts no longer than the init window, but three seconds at least") {
        HintBook book;
        book.learn(open_with({hint_of(1, 1, noon.wall_ms + 10'000)}));
        CHECK(book.patience_ms(node_one, noon) == 10'000);

        const Now late{noon.boottime_ms + 9'000, noon.wall_ms + 9'000};
        CHECK(book.patience_ms(node_one, late) == 3'000);
        const Now after{noon.boottime_ms + 10'000, noon.wall_ms + 10'000};
        CHECK_FALSE(book.in_init(node_one, after));
    }
}
