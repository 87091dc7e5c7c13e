#include "../crypto/vectors.hpp"
#include "sealwright/claims/provenance.hpp"
#include "sealwright/config/compiled.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

const test::NamedVectors& worked() {
    static const test::NamedVectors vectors("worked.txt");
    return vectors;
}

config::Config configuration() {
    config::Config config;
    config.environment = "trying";
    config.owner = "platform";
    config.state = "/s";
    config.run = "/r";
    config.front_uid = 201;
    config.keeper_uid = 202;
    config.depot_uid = 203;
    config.verifier_uid = 205;
    config.operators_gid = 300;
    config.listen_address = "127.0.0.1";
    config.listen_port = 8443;
    config.names = {"localhost"};
    config.certificate = "/c.pem";
    config.key = "/c.key";
    config.token_group = "main";
    config.threshold = 2;
    config::Token token{
        "a", "/m.so", "label-a", "", 204, {}, {}, "", {{"X", "y"}}, false, {}, 100'000};
    token.unlock_root = config::UnlockRoot::hsm;
    token.pin = config::PinSource::terminal;
    config.tokens = {token};
    return config;
}

}  // namespace

TEST_SUITE("wire/encoding_page") {
    TEST_CASE("integers and texts have the bytes of the page") {
        wire::Writer integers;
        integers.u8(1);
        integers.u16(0x0203);
        integers.u32(0x04050607);
        integers.u64(0x08090a0b0c0d0e0f);
        integers.boolean(true);
        wire::Writer texts;
        texts.count(2);
        texts.text("ab");
        texts.text("");

        CHECK(integers.copy() == worked().at("integers"));
        CHECK(texts.copy() == worked().at("texts"));
    }

    TEST_CASE("a provenance has the bytes of the page") {
        claims::Provenance provenance;
        provenance.environment = "trying";
        provenance.owner = "platform";
        IdBytes instance{};
        for (std::uint8_t index = 0; index < 16; ++index) {
            instance[index] = static_cast<std::uint8_t>(0x10 + index);
        }
        provenance.instance = InstanceId(instance);
        provenance.token_group = "main";

        CHECK(wire::encode_public(provenance) == worked().at("provenance"));
        CHECK(*wire::decode<claims::Provenance>(worked().at("provenance")) == provenance);
    }

    TEST_CASE("a compiled configuration has the bytes of the page") {
        CHECK(config::compile(configuration()) == worked().at("configuration"));
        CHECK(*config::parse_compiled(worked().at("configuration")) == configuration());
    }

    TEST_CASE("the page shows these bytes") {
        for (const auto* name : {"integers", "texts", "provenance", "configuration"}) {
            CHECK_MESSAGE(worked().is_shown_in("docs/protocol/encoding.md", name), name);
        }
    }
}
