#include "sealwright/hsm/context.hpp"

#include "sealwright/crypto/hash.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

hsm::ShareContext some_context() {
    hsm::ShareContext context;
    context.environment = "production";
    context.subject = hsm::KeySubject::vault_data_key;
    context.subject_id.fill(7);
    context.key_version = 3;
    context.index = 2;
    context.needed = 2;
    context.total = 3;
    context.token_key_id.fill(9);
    context.token_serial = "4711";
    context.generation = 1;
    return context;
}

}  // namespace

TEST_SUITE("hsm/context") {
    TEST_CASE("a context comes back as it was written") {
        const auto context = some_context();

        const auto back = wire::decode<hsm::ShareContext>(wire::encode_public(context));

        REQUIRE(back.ok());
        CHECK(*back == context);
    }

    TEST_CASE("a context of another suite is refused") {
        auto bytes = wire::encode_public(some_context());
        bytes[1] = 2;

        CHECK_FALSE(wire::decode<hsm::ShareContext>(bytes).ok());
    }

    TEST_CASE("a share index of 0, and one over the total, is refused") {
        for (const auto index : {std::uint8_t{0}, std::uint8_t{4}}) {
            auto context = some_context();
            context.index = index;

            CHECK_FALSE(wire::decode<hsm::ShareContext>(wire::encode_public(context)).ok());
        }
    }

    TEST_CASE("every shorter and every longer form is refused") {
        auto bytes = wire::encode_public(some_context());

        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(wire::decode<hsm::ShareContext>(View(bytes).first(size)).ok());
        }
        bytes.push_back(0);
        CHECK_FALSE(wire::decode<hsm::ShareContext>(bytes).ok());
    }

    TEST_CASE("each bit of a context and of the salt changes what goes into the token") {
        const auto context = wire::encode_public(some_context());
        const Bytes salt(32, 1);
        const auto input = hsm::prf_input(context, salt);

        for (std::size_t bit = 0; bit < context.size() * 8; ++bit) {
            auto other = context;
            other[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK(hsm::prf_input(other, salt) != input);
        }
        CHECK(hsm::prf_input(context, Bytes(32, 2)) != input);
    }

    TEST_CASE("the key id tells tokens and generations apart") {
        const auto id = hsm::token_key_id("4711", 1);

        CHECK(hsm::token_key_id("4711", 2) != id);
        CHECK(hsm::token_key_id("4712", 1) != id);
        CHECK(hsm::token_key_id("4711", 1) == id);
    }
}
