#include "sealwright/core/result.hpp"

#include "ends_itself.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace sealwright;
using test::ends_itself;

namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return errors::text_invalid;
    return number / 2;
}

Result<int> quarter(int number) {
    TRY(once, half(number));
    TRY(twice, half(once));
    return twice;
}

Result<void> must_be_even(int number) {
    TRY(half(number));
    return done;
}

Result<std::unique_ptr<int>> boxed(int number) {
    TRY(value, half(number));
    return std::make_unique<int>(value);
}

}  // namespace

TEST_SUITE("core/result") {
    TEST_CASE("a result that nobody gave a value is a failure") {
        const Result<int> number;
        const Result<void> nothing;

        CHECK_FALSE(number.ok());
        CHECK(number.error().is(errors::nothing_yet));
        CHECK_FALSE(nothing.ok());
        CHECK(nothing.error().is(errors::nothing_yet));
    }

    TEST_CASE("a result has a value or an error") {
        const auto good = half(4);
        const auto bad = half(3);

        REQUIRE(good);
        CHECK(*good == 2);
        REQUIRE_FALSE(bad);
        CHECK(bad.error().code() == 1002);
    }

    TEST_CASE("TRY hands on the first error and goes on with a value") {
        CHECK(*quarter(8) == 2);
        CHECK(quarter(6).error().is(errors::text_invalid));
        CHECK(must_be_even(2).ok());
        CHECK(must_be_even(1).error().is(errors::text_invalid));
    }

    TEST_CASE("a value that only moves can be a result") {
        auto result = boxed(6);

        REQUIRE(result);
        const std::unique_ptr<int> taken = *std::move(result);
        CHECK(*taken == 3);
    }

    TEST_CASE("an error keeps the place where it was made") {
        const auto error = half(1).error();

        CHECK(std::string(error.place().file_name()).ends_with("result_test.cpp"));
        CHECK(error.place().line() > 0);
    }

    TEST_CASE("reading a value that is not there ends the process") {
        CHECK(ends_itself([] { static_cast<void>(*half(1)); }));
        CHECK(ends_itself([] { static_cast<void>(*Result<std::string>()->c_str()); }));
    }

    TEST_CASE("reading an error that is not there ends the process") {
        CHECK(ends_itself([] { static_cast<void>(half(2).error()); }));
    }

    TEST_CASE("a broken invariant ends the process, a kept one does not") {
        CHECK(ends_itself([] { check(false); }));
        CHECK(test::goes_on([] { check(true); }));
    }
}
