#include "opening.hpp"

using namespace sealwright;

TEST_SUITE("hsm_client/key_maker") {
    TEST_CASE("a new key has one envelope for each token, with shares 1 to n") {
        test::Opening opening(3);

        const auto made = opening.make({2, 3});

        REQUIRE(made.record.wraps.size() == 1);
        const auto& wrap = made.record.wraps.front();
        CHECK(wrap.threshold == crypto::Threshold{2, 3});
        REQUIRE(wrap.envelopes.size() == 3);
        const auto ready = opening.tokens.ready();
        for (std::size_t number = 0; number < 3; ++number) {
            CHECK(wrap.envelopes[number].index == number + 1);
            CHECK(wrap.envelopes[number].token == ready[number].key);
        }
    }

    TEST_CASE("two keys made one after the other are different ones") {
        test::Opening opening(2);

        const auto first = opening.make({2, 2});
        const auto second = opening.make({2, 2});

        CHECK_FALSE(test::is_same_key(first.key, second.key));
        CHECK(first.record.wraps != second.record.wraps);
    }

    TEST_CASE(
        "making a key needs every token: one that is stopped prevents it, and none is asked") {
        test::Opening opening(3);
        opening.tokens.stop(1);

        const auto made = opening.opener.make(test::blank_record(), {2, 3}, {1, 1});

        REQUIRE_FALSE(made.ok());
        CHECK(made.error().is(errors::tokens_all_needed));
        for (std::size_t number = 0; number < 3; ++number) CHECK(opening.tokens.asks(number) == 0);
    }

    TEST_CASE("more tokens than the threshold names prevent making a key as well") {
        test::Opening opening(4);

        const auto made = opening.opener.make(test::blank_record(), {2, 3}, {1, 1});

        CHECK(made.error().is(errors::tokens_all_needed));
        CHECK(opening.tokens.asks(0) == 0);
    }

    TEST_CASE("a token that is slow while a key is made prevents it and is left out") {
        test::Opening opening(3);
        opening.tokens.make_slow(2);
        const auto secrets = SecretPool::in_use();

        const auto made = opening.opener.make(test::blank_record(), {2, 3}, {1, 1});

        CHECK(made.error().is(errors::tokens_all_needed));
        CHECK(opening.tokens.is_left_out(2));
        CHECK_FALSE(opening.tokens.is_left_out(0));
        CHECK(SecretPool::in_use() == secrets);
    }

    TEST_CASE("a token that refuses while a key is made prevents it") {
        test::Opening opening(3);
        opening.tokens.make_refusing(1);

        CHECK_FALSE(opening.opener.make(test::blank_record(), {2, 3}, {1, 1}).ok());
    }

    TEST_CASE(
        "a token, whichever it is, that changes its answers while a key is made prevents it") {
        for (const auto threshold :
             {crypto::Threshold{2, 2}, crypto::Threshold{2, 3}, crypto::Threshold{2, 5}}) {
            for (std::size_t number = 0; number < threshold.total; ++number) {
                test::Opening opening(threshold.total);
                opening.tokens.make_wrong(number, 1);

                const auto made = opening.opener.make(test::blank_record(), threshold, {1, 1});

                REQUIRE_FALSE(made.ok());
                CHECK(made.error().is(errors::tokens_all_needed));
                CHECK(opening.tokens.is_left_out(number));
            }
        }
    }
}
