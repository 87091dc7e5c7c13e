#include "sealwright/hsm/envelope.hpp"

#include "opening.hpp"

using namespace sealwright;

namespace {

hsm::KeyRecord some_record() {
    auto record = test::blank_record();
    hsm::TokenWrap wrap{{2, 3}, {}};
    for (std::uint8_t index = 1; index <= 3; ++index) {
        Digest key_id{};
        key_id.fill(index);
        wrap.envelopes.push_back(
            {index, {"serial-" + std::to_string(index), key_id, 4}, Bytes(114, index)});
    }
    record.wraps.push_back(wrap);
    return record;
}

bool decodes(const hsm::KeyRecord& record) {
    return wire::decode<hsm::KeyRecord>(wire::encode(record)).ok();
}

}  // namespace

TEST_SUITE("hsm_client/envelope") {
    TEST_CASE("a key record survives the way there and back, and no part of one is taken for it") {
        const auto record = some_record();
        auto bytes = wire::encode_public(record);

        const auto again = wire::decode<hsm::KeyRecord>(bytes);

        REQUIRE(again.ok());
        CHECK(*again == record);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(wire::decode<hsm::KeyRecord>(View(bytes).first(size)).ok());
        }
        bytes.push_back(0);
        CHECK_FALSE(wire::decode<hsm::KeyRecord>(bytes).ok());
    }

    TEST_CASE("a wrap whose envelopes are not as many as its tokens is refused") {
        auto fewer = some_record();
        fewer.wraps.front().envelopes.pop_back();
        auto more = some_record();
        more.wraps.front().envelopes.push_back(more.wraps.front().envelopes.back());

        CHECK_FALSE(decodes(fewer));
        CHECK_FALSE(decodes(more));
    }

    TEST_CASE("a wrap that one token alone could open is refused") {
        auto one_of_three = some_record();
        one_of_three.wraps.front().threshold.needed = 1;
        auto none_of_three = some_record();
        none_of_three.wraps.front().threshold.needed = 0;
        auto four_of_three = some_record();
        four_of_three.wraps.front().threshold.needed = 4;

        CHECK_FALSE(decodes(one_of_three));
        CHECK_FALSE(decodes(none_of_three));
        CHECK_FALSE(decodes(four_of_three));
    }

    TEST_CASE("a key record with more wraps than a record may have is refused") {
        auto record = some_record();
        for (int more = 0; more < 7; ++more) record.wraps.push_back(record.wraps.front());
        CHECK(decodes(record));

        record.wraps.push_back(record.wraps.front());

        CHECK_FALSE(decodes(record));
    }

    TEST_CASE("the context of a share names record, threshold, index and token") {
        const auto record = some_record();
        const auto& wrap = record.wraps.front();
        const auto& envelope = wrap.envelopes[1];

        const auto context = record.context_of(wrap, envelope);

        CHECK(context.environment == record.environment);
        CHECK(context.subject == record.subject);
        CHECK(context.subject_id == record.subject_id);
        CHECK(context.key_version == record.version);
        CHECK(context.index == 2);
        CHECK(context.needed == 2);
        CHECK(context.total == 3);
        CHECK(context.token_key_id == envelope.token.key_id);
        CHECK(context.token_serial == "serial-2");
        CHECK(context.generation == 4);
    }

    TEST_CASE("an envelope is found by its token key and by nothing else") {
        const auto wrap = some_record().wraps.front();
        Digest unknown{};
        unknown.fill(9);

        CHECK(wrap.envelope_of(wrap.envelopes[2].token.key_id) == &wrap.envelopes[2]);
        CHECK(wrap.envelope_of(unknown) == nullptr);
    }
}
