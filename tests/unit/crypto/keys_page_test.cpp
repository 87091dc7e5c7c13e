// The worked examples of docs/protocol/keys.md, which another implementation made.
#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/hsm/envelope.hpp"
#include "sealwright/records/row.hpp"
#include "secret_bytes.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

const test::NamedVectors& worked() {
    static const test::NamedVectors vectors("worked.txt");
    return vectors;
}

template <std::size_t N>
std::array<std::uint8_t, N> counting(std::uint8_t first) {
    std::array<std::uint8_t, N> bytes{};
    for (std::size_t index = 0; index < N; ++index) {
        bytes[index] = static_cast<std::uint8_t>(first + index);
    }
    return bytes;
}

Bytes bytes(View view) {
    return {view.begin(), view.end()};
}

hsm::ShareContext context() {
    hsm::ShareContext context;
    context.environment = "trying";
    context.subject = hsm::KeySubject::vault_data_key;
    context.subject_id = counting<16>(0x10);
    context.key_version = 3;
    context.index = 2;
    context.needed = 2;
    context.total = 3;
    context.token_key_id = hsm::token_key_id("4711", 1);
    context.token_serial = "4711";
    context.generation = 1;
    return context;
}

Bytes keying_material(const crypto::CommittedKey& committed) {
    auto okm = test::bytes_of(committed.key.ref());
    okm.insert(okm.end(), committed.commitment.begin(), committed.commitment.end());
    return okm;
}

}  // namespace

TEST_SUITE("crypto/keys_page") {
    TEST_CASE("TH is that of the page") {
        CHECK(bytes(crypto::th("example", {})) == worked().at("th-empty"));
        CHECK(bytes(crypto::th("example", {view_of("ab"), View()})) == worked().at("th"));
    }

    TEST_CASE("a share's context and the input of the token's HMAC are those of the page") {
        const auto encoded = wire::encode_public(context());

        CHECK(bytes(hsm::token_key_id("4711", 1)) == worked().at("key-id"));
        CHECK(encoded == worked().at("context"));
        CHECK(bytes(hsm::prf_input(encoded, counting<32>(0x40))) == worked().at("prf-input"));
    }

    TEST_CASE("an envelope is that of the page") {
        const auto prf = test::secret_of<test::AnyKeyTag>(worked().at("prf-output"));
        const auto share = test::secret_of<test::AnyKeyTag>(counting<32>(0x80));
        const auto salt = counting<32>(0x40);

        const auto envelope = crypto::RecordSealer::seal_envelope(
            prf.ref(), salt, worked().at("context"), share.ref());

        CHECK(keying_material(crypto::KeyDeriver::envelope_key(prf.ref())) ==
              worked().at("envelope-okm"));
        CHECK(envelope == worked().at("envelope"));
    }

    TEST_CASE("a sealed row is that of the page") {
        const auto data_key = test::secret_of<test::AnyKeyTag>(counting<32>(0));
        const auto subject = counting<16>(0x10);
        const auto key = crypto::KeyDeriver::record_key(data_key.ref(), "row", subject, 1);
        const records::RowPlace place{
            "vault/" + to_hex(counting<16>(0x20)), subject, "trying", "row", 1, 7};
        const auto salt = counting<32>(0x40);
        test::FixedRandom random(salt);

        const auto data = records::associated_data(place);

        CHECK(test::bytes_of(key.ref()) == worked().at("record-key"));
        CHECK(data == worked().at("associated-data"));
        CHECK(keying_material(crypto::KeyDeriver::row_key(key.ref(), salt, data)) ==
              worked().at("row-okm"));
        CHECK(records::seal_row(key.ref(), place, view_of("hello"), random) == worked().at("row"));
    }

    TEST_CASE("shares are those of the page") {
        const auto secret = test::secret_of<test::AnyKeyTag>(counting<32>(0));
        test::FixedRandom random(counting<32>(0xe0));

        const auto shares = crypto::ShareSplitter::split(secret.ref(), {2, 3}, random);

        for (const auto& share : shares) {
            CHECK(bytes(crypto::ShareSplitter::export_share(share)) ==
                  worked().at("share-" + std::to_string(share.x)));
        }
    }

    TEST_CASE("the page shows these bytes") {
        for (const auto* name : {"th-empty",
                                 "th",
                                 "key-id",
                                 "context",
                                 "prf-input",
                                 "prf-output",
                                 "envelope-okm",
                                 "envelope",
                                 "record-key",
                                 "associated-data",
                                 "row-okm",
                                 "row",
                                 "share-1",
                                 "share-2",
                                 "share-3"}) {
            CHECK_MESSAGE(worked().is_shown_in("docs/protocol/keys.md", name), name);
        }
    }
}
