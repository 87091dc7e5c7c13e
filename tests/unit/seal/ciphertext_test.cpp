#include "sealwright/seal/ciphertext.hpp"

#include "sealwright/crypto/errors.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/seal/body.hpp"
#include "sealwright/seal/errors.hpp"
#include "seeded_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace sealwright;
using claims::SealClass;

namespace {

seal::SealKey fresh_key(std::uint8_t seed = 3) {
    test::SeededRandom random(seed);
    return crypto::ShareSplitter::fresh_key<seal::SealKeyTag>(random);
}

template <class IdType>
IdType id_of(std::uint8_t byte) {
    IdBytes bytes{};
    bytes.fill(byte);
    return IdType(bytes);
}

seal::SealHeader some_header() {
    seal::SealHeader header;
    header.vault = id_of<VaultId>(1);
    header.seal_class = SealClass::stored_root_key;
    header.version = 3;
    header.node = id_of<NodeId>(2);
    header.sealed_ms = 1'800'000'000'000;
    return header;
}

constexpr std::string_view plaintext = R"(["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="])";
constexpr std::string_view environment = "staging";
constexpr std::size_t header_size = 46;

struct Sealed {
    seal::SealKey key = fresh_key();
    test::SeededRandom random;
    std::string text =
        seal::seal_value(key, some_header(), environment, view_of(plaintext), random);

    Result<WipedBytes> open(std::string_view other_text) const {
        TRY(ciphertext, seal::parse_ciphertext(other_text));
        return seal::open_value(key, ciphertext, environment);
    }
};

std::string with_bytes(std::uint32_t version, View bytes) {
    return "vault:v" + std::to_string(version) + ":" + to_base64(bytes);
}

Bytes bytes_of(std::string_view text) {
    const auto bytes = seal::from_base64(text.substr(text.rfind(':') + 1));
    REQUIRE(bytes.ok());
    return {bytes->begin(), bytes->end()};
}

void check_form_refused(std::string_view text) {
    CAPTURE(std::string(text.substr(0, 60)));
    const auto parsed = seal::parse_ciphertext(text);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().is(errors::ciphertext_form));
}

}  // namespace

TEST_SUITE("seal/ciphertext") {
    TEST_CASE("what was sealed opens again, and its header is read without a key") {
        const Sealed sealed;

        const auto ciphertext = seal::parse_ciphertext(sealed.text);

        REQUIRE(ciphertext.ok());
        CHECK(ciphertext->header == some_header());
        const auto opened = seal::open_value(sealed.key, *ciphertext, environment);
        REQUIRE(opened.ok());
        CHECK(text_of(*opened) == plaintext);
    }

    TEST_CASE("a sealed value that would not come back as it was is found before it is answered") {
        const Sealed sealed;
        const auto reads_back =
            [&](std::string text, std::string_view where, std::string_view what) {
                return seal::reads_back(sealed.key, text, where, view_of(what));
            };
        auto changed = sealed.text;
        changed[changed.size() - 4] = changed[changed.size() - 4] == 'A' ? 'B' : 'A';

        CHECK(reads_back(sealed.text, environment, plaintext));
        CHECK_FALSE(reads_back(changed, environment, plaintext));
        CHECK_FALSE(reads_back("vault:v3:", environment, plaintext));
        CHECK_FALSE(reads_back(sealed.text, "production", plaintext));
        CHECK_FALSE(reads_back(sealed.text, environment, "another value"));
        CHECK_FALSE(seal::reads_back(fresh_key(9), sealed.text, environment, view_of(plaintext)));
    }

    TEST_CASE("values of every size and class survive the way there and back") {
        const auto key = fresh_key();
        test::SeededRandom random;
        for (std::size_t size :
             {std::size_t{0}, std::size_t{1}, std::size_t{32}, std::size_t{45'000}}) {
            for (int number = 0; number <= static_cast<int>(claims::seal_class_last); ++number) {
                auto header = some_header();
                header.seal_class = static_cast<SealClass>(number);
                const Bytes value(size, 0x5a);
                const auto text = seal::seal_value(key, header, environment, value, random);
                const auto ciphertext = seal::parse_ciphertext(text);
                REQUIRE(ciphertext.ok());
                CHECK(ciphertext->header == header);
                const auto opened = seal::open_value(key, *ciphertext, environment);
                REQUIRE(opened.ok());
                CHECK(std::equal(opened->begin(), opened->end(), value.begin(), value.end()));
            }
        }
    }

    TEST_CASE("a vault sees three parts, and N in the second") {
        const Sealed sealed;

        CHECK(std::count(sealed.text.begin(), sealed.text.end(), ':') == 2);
        CHECK(sealed.text.starts_with("vault:v3:"));
        CHECK(bytes_of(sealed.text).size() == header_size + plaintext.size() + 82);
    }

    TEST_CASE("the plaintext does not stand in the ciphertext, nor does one seal equal the next") {
        Sealed sealed;
        const auto again = seal::seal_value(
            sealed.key, some_header(), environment, view_of(plaintext), sealed.random);
        const auto bytes = bytes_of(sealed.text);
        const auto looked_for = view_of(plaintext.substr(0, 8));

        CHECK(again != sealed.text);
        CHECK(std::search(bytes.begin(), bytes.end(), looked_for.begin(), looked_for.end()) ==
              bytes.end());
    }

    TEST_CASE("every changed letter of a ciphertext is refused") {
        const Sealed sealed;
        for (std::size_t at = 0; at < sealed.text.size(); ++at) {
            for (const char letter : {'A', 'B', '9', '=', ':'}) {
                auto changed = sealed.text;
                if (changed[at] == letter) continue;
                changed[at] = letter;
                CHECK_FALSE(sealed.open(changed).ok());
            }
        }
    }

    TEST_CASE("every changed bit of header and sealed value is refused, also when N is adjusted") {
        const Sealed sealed;
        const auto bytes = bytes_of(sealed.text);
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            auto changed = bytes;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const auto version = static_cast<std::uint32_t>(changed[18]) << 24U |
                                 static_cast<std::uint32_t>(changed[19]) << 16U |
                                 static_cast<std::uint32_t>(changed[20]) << 8U | changed[21];
            CHECK_FALSE(sealed.open(with_bytes(version, changed)).ok());
        }
    }

    TEST_CASE(
        "vault, class, N, node and time are each bound: another one in the header never opens") {
        const Sealed sealed;
        const auto ciphertext = seal::parse_ciphertext(sealed.text);
        REQUIRE(ciphertext.ok());
        std::vector<seal::SealHeader> others(5, some_header());
        others[0].vault = id_of<VaultId>(9);
        others[1].seal_class = SealClass::heartbeat;
        others[2].version = 4;
        others[3].node = id_of<NodeId>(9);
        others[4].sealed_ms += 1;

        for (const auto& header : others) {
            const auto opened =
                seal::open_value(sealed.key, {header, ciphertext->sealed}, environment);
            REQUIRE_FALSE(opened.ok());
            CHECK(opened.error().is(errors::seal_broken));
        }
    }

    TEST_CASE("a value sealed in one environment does not open in another, nor with another key") {
        const Sealed sealed;
        const auto ciphertext = seal::parse_ciphertext(sealed.text);
        REQUIRE(ciphertext.ok());

        CHECK_FALSE(seal::open_value(sealed.key, *ciphertext, "production").ok());
        CHECK_FALSE(seal::open_value(sealed.key, *ciphertext, "").ok());
        CHECK_FALSE(seal::open_value(fresh_key(4), *ciphertext, environment).ok());
    }

    TEST_CASE("N has one form: no zero, no leading zero, no sign, no more than 32 bits") {
        const Sealed sealed;
        const auto body = sealed.text.substr(sealed.text.rfind(':') + 1);
        REQUIRE(seal::parse_ciphertext("vault:v3:" + body).ok());

        for (const auto* version : {"03",
                                    "0",
                                    "+3",
                                    "-3",
                                    " 3",
                                    "3 ",
                                    "",
                                    "x",
                                    "3x",
                                    "0x3",
                                    "3.0",
                                    "4294967299",
                                    "18446744073709551619"}) {
            check_form_refused("vault:v" + std::string(version) + ":" + body);
        }
    }

    TEST_CASE("N in the text must be N in the header") {
        const Sealed sealed;
        const auto body = sealed.text.substr(sealed.text.rfind(':') + 1);
        check_form_refused("vault:v4:" + body);

        auto zero = some_header();
        zero.version = 0;
        check_form_refused(with_bytes(0, wire::encode_public(zero)));
    }

    TEST_CASE("a ciphertext with missing, further or other parts is refused") {
        const Sealed sealed;
        const auto body = sealed.text.substr(sealed.text.rfind(':') + 1);
        const std::vector<std::string> texts{
            "",
            "vault",
            "vault:",
            "vault:v",
            "vault:v3",
            "vault:v3:",
            "vault:v3:YQ==",
            "vault:3:" + body,
            "v3:" + body,
            body,
            "vault:v3:" + body + ":",
            "vault:v3::" + body,
            "vault:v3:x:" + body,
            "VAULT:v3:" + body,
            "vault:V3:" + body,
            " vault:v3:" + body,
            "vault:v3:" + body + "\n",
            "vault:v3:" + body + "=",
            "hsm:v3:" + body,
        };
        for (const auto& text : texts) check_form_refused(text);
    }

    TEST_CASE("no shorter part of a ciphertext opens") {
        const Sealed sealed;
        const auto bytes = bytes_of(sealed.text);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(sealed.open(with_bytes(3, View(bytes).first(size))).ok());
        }
        auto longer = bytes;
        longer.push_back(0);
        CHECK_FALSE(sealed.open(with_bytes(3, longer)).ok());
    }

    TEST_CASE(
        "a header of another format or an unknown class is refused before any key is touched") {
        const Sealed sealed;
        auto other_format = bytes_of(sealed.text);
        other_format[0] = 2;
        auto unknown_class = bytes_of(sealed.text);
        unknown_class[17] = static_cast<std::uint8_t>(claims::seal_class_last) + 1;

        check_form_refused(with_bytes(3, other_format));
        check_form_refused(with_bytes(3, unknown_class));
    }

    TEST_CASE("a header has exactly the bytes of docs/protocol/seal.md") {
        CHECK(to_hex(wire::encode(some_header())) ==
              "01"
              "01010101010101010101010101010101"
              "02"
              "00000003"
              "02020202020202020202020202020202"
              "000001a3185c5000");
        CHECK(wire::encode(some_header()).size() == header_size);
    }

    TEST_CASE("a probe's text has the form that a vault wants and never opens") {
        test::SeededRandom random;
        std::set<std::string> seen;
        for (const std::uint32_t version : {1U, 3U, 4'294'967'295U}) {
            const auto text = seal::probe_text(version, random);
            CHECK(text.starts_with("vault:v" + std::to_string(version) + ":"));
            CHECK(bytes_of(text).size() == 32);
            CHECK(seen.insert(text).second);
            check_form_refused(text);
        }
    }
}
