#include "sealwright/crypto/errors.hpp"
#include "sealwright/crypto/seal.hpp"
#include "secret_bytes.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

const Bytes context{'c', 'o', 'n', 't', 'e', 'x', 't'};

Salt some_salt() {
    Salt salt{};
    salt.fill(0x33);
    return salt;
}

Bytes envelope_by(const test::AnyKey& prf) {
    return RecordSealer::seal_envelope(prf.ref(), some_salt(), context, test::key_of(7).ref());
}

// Whether the envelope is refused with `spec` and the share's memory is as it was.
bool is_refused(const test::AnyKey& prf, View bound_to, View envelope, const ErrorSpec& spec) {
    auto out = test::secret_of<ShareTag>(Bytes(32, 0x11));
    const auto opened = RecordSealer::open_envelope(prf.ref(), bound_to, envelope, out);
    const auto after = test::bytes_of(out.ref());
    // libsodium zeroes what it may have written before it saw the tag.
    return !opened && opened.error().is(spec) &&
           (after == Bytes(32, 0x11) || after == Bytes(32, 0));
}

}  // namespace

TEST_SUITE("crypto/envelope") {
    TEST_CASE("an envelope opens to its share and names its salt") {
        const auto prf = test::key_of(1);
        const auto envelope = envelope_by(prf);
        Secret<32, ShareTag> out;

        REQUIRE(RecordSealer::open_envelope(prf.ref(), context, envelope, out));

        CHECK(test::bytes_of(out.ref()) == Bytes(32, 7));
        CHECK(*RecordSealer::envelope_salt(envelope) == some_salt());
        CHECK(envelope.size() == 32 + RecordSealer::overhead);
    }

    TEST_CASE("an envelope with any bit of suite, commitment or body changed does not open") {
        const auto prf = test::key_of(1);
        const auto envelope = envelope_by(prf);

        for (std::size_t bit = 0; bit < envelope.size() * 8; ++bit) {
            const auto byte = bit / 8;
            // The salt is the token's to check: another salt is another PRF output.
            if (byte >= 2 && byte < 34) continue;
            auto changed = envelope;
            changed[byte] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK(is_refused(
                prf, context, changed, byte < 2 ? errors::suite_unknown : errors::seal_broken));
        }
    }

    TEST_CASE("an envelope of another size, context or PRF output does not open") {
        const auto prf = test::key_of(1);
        auto envelope = envelope_by(prf);

        CHECK(is_refused(test::key_of(2), context, envelope, errors::seal_broken));
        CHECK(is_refused(prf, {}, envelope, errors::seal_broken));
        for (std::size_t bit = 0; bit < context.size() * 8; ++bit) {
            auto other = context;
            other[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK(is_refused(prf, other, envelope, errors::seal_broken));
        }
        Secret<32, ShareTag> out;
        for (std::size_t size = 0; size < envelope.size(); ++size) {
            const auto part = View(envelope).first(size);
            CHECK_FALSE(RecordSealer::open_envelope(prf.ref(), context, part, out));
        }
        envelope.push_back(0);
        CHECK(is_refused(prf, context, envelope, errors::seal_broken));
    }
}
