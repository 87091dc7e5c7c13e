#include "sealwright/core/descriptor.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

using namespace sealwright;

namespace {

Descriptor opened() {
    return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

bool is_open(int number) {
    return ::fcntl(number, F_GETFD) >= 0;
}

}  // namespace

TEST_SUITE("core/descriptor") {
    TEST_CASE("a descriptor closes itself at its end") {
        int number = -1;
        {
            const auto descriptor = opened();
            number = descriptor.number();
            REQUIRE(is_open(number));
        }

        CHECK_FALSE(is_open(number));
    }

    TEST_CASE("moving leaves nothing behind and closes what was overwritten") {
        auto one = opened();
        auto other = opened();
        const auto kept = one.number();
        const auto lost = other.number();

        other = std::move(one);

        CHECK(other.number() == kept);
        CHECK(is_open(kept));
        CHECK_FALSE(is_open(lost));
    }

    TEST_CASE("a released descriptor stays open and is its taker's to close") {
        int number = -1;
        {
            auto descriptor = opened();
            number = descriptor.release();
            CHECK_FALSE(descriptor.is_open());
        }

        CHECK(is_open(number));
        ::close(number);
    }
}
