#include "sealwright/seal/body.hpp"

#include "sealwright/seal/errors.hpp"
#include "sealwright/seal/messages.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

constexpr std::string_view nul("\0", 1);

// `{"plaintext":"` and so on, with the key that the route wants.
std::string around(std::string_view key, std::string_view value) {
    return "{\"" + std::string(key) + "\":\"" + std::string(value) + "\"}";
}

// Bodies that mean the same to many JSON readers, or to none, and are not the one shape. KEY stands
// for the route's key and YQ== for a value.
const std::vector<std::string>& wrong_shapes() {
    static const std::vector<std::string> shapes{
        "",
        "{}",
        "null",
        "\"YQ==\"",
        "YQ==",
        R"({"KEY"})",
        R"({"KEY":})",
        R"({"KEY":"YQ==")",
        R"({"KEY":"YQ==)",
        R"("KEY":"YQ=="})",
        R"({"KEY":"})",
        R"({"KEY":YQ==})",
        R"({"KEY":null})",
        R"({"KEY":1})",
        R"({"KEY":["YQ=="]})",
        R"({"KEY":{"KEY":"YQ=="}})",
        R"([{"KEY":"YQ=="}])",
        R"( {"KEY":"YQ=="})",
        R"({ "KEY":"YQ=="})",
        R"({"KEY" :"YQ=="})",
        R"({"KEY": "YQ=="})",
        R"({"KEY":"YQ==" })",
        R"({"KEY":"YQ=="} )",
        R"({"KEY":" YQ=="})",
        R"({"KEY":"YQ== "})",
        "{\n\"KEY\":\"YQ==\"}",
        "\n{\"KEY\":\"YQ==\"}",
        "{\"KEY\":\"YQ==\n\"}",
        "{\"KEY\":\"YQ==\"\n}",
        "{\"KEY\":\"YQ==\"}\n\n",
        "{\"KEY\":\"YQ==\"}\r\n",
        "{\"KEY\":\"YQ==\"}\t",
        R"({"KEY":"YQ==","KEY":"YQ=="})",
        R"({"KEY":"YQ==","context":"YQ=="})",
        R"({"context":"YQ==","KEY":"YQ=="})",
        R"({"KEY":"YQ==",})",
        R"({"KEY":"YQ=="}{"KEY":"YQ=="})",
        R"({"KEY":"YQ=="}x)",
        R"({"KEY":"YQ=="}})",
        R"(x{"KEY":"YQ=="})",
        R"({"KEY":"YQ\u003d="})",
        R"({"KEY":"\u0059Q=="})",
        R"({"\u004bEY":"YQ=="})",
        R"({"KEY":"YQ\/="})",
        R"({"KEY":"YQ\="})",
        R"({"KEY":"YQ==\"})",
        R"({'KEY':'YQ=='})",
        R"({KEY:"YQ=="})",
        "{\"KEY\":\xE2\x80\x9CYQ==\xE2\x80\x9D}",
        R"({"key":"YQ=="})",
        R"({"KEYS":"YQ=="})",
        R"({"":"YQ=="})",
        R"({"other":"YQ=="})",
        "\xEF\xBB\xBF{\"KEY\":\"YQ==\"}",
        "{\"KEY\":\"YQ\x7F=\"}",
        "{\"KEY\":\"YQ\xFF=\"}",
        "{\"KEY\":\"YQ" + std::string(nul) + "=\"}",
        "{\"KEY\":\"YQ==\"}" + std::string(nul),
        std::string(nul) + "{\"KEY\":\"YQ==\"}",
        "{\"KEY" + std::string(nul) + "\":\"YQ==\"}",
    };
    return shapes;
}

std::string for_key(std::string shape, std::string_view key) {
    for (auto at = shape.find("KEY"); at != std::string::npos; at = shape.find("KEY", at)) {
        shape.replace(at, 3, key);
    }
    return shape;
}

void check_shape_refused(std::string_view encrypt_body, std::string_view decrypt_body) {
    CAPTURE(std::string(encrypt_body.substr(0, 80)));
    const auto plaintext = seal::read_encrypt_body(view_of(encrypt_body));
    REQUIRE_FALSE(plaintext.ok());
    CHECK(plaintext.error().is(errors::body_shape));
    const auto ciphertext = seal::read_decrypt_body(view_of(decrypt_body));
    REQUIRE_FALSE(ciphertext.ok());
    CHECK(ciphertext.error().is(errors::body_shape));
}

std::string_view text(const WipedBytes& bytes) {
    return text_of(bytes);
}

}  // namespace

TEST_SUITE("seal/body") {
    TEST_CASE("the bodies that an unmodified vault sends are read") {
        const auto probe = seal::read_encrypt_body(view_of(R"({"plaintext":"YQ=="})"));
        const auto stored =
            seal::read_decrypt_body(view_of(R"({"ciphertext":"vault:v1:yD+k/5d="})"));

        REQUIRE(probe.ok());
        CHECK(text(*probe) == "a");
        REQUIRE(stored.ok());
        CHECK(*stored == "vault:v1:yD+k/5d=");
    }

    TEST_CASE("one newline behind the body is allowed, for people with curl") {
        CHECK(text(*seal::read_encrypt_body(view_of("{\"plaintext\":\"YQ==\"}\n"))) == "a");
        CHECK(*seal::read_decrypt_body(view_of("{\"ciphertext\":\"x\"}\n")) == "x");
    }

    TEST_CASE("an empty value is one, and is for others to judge") {
        CHECK(seal::read_encrypt_body(view_of(around("plaintext", "")))->empty());
        CHECK(seal::read_decrypt_body(view_of(around("ciphertext", "")))->empty());
    }

    TEST_CASE("every other shape than the two is refused") {
        for (const auto& shape : wrong_shapes()) {
            check_shape_refused(for_key(shape, "plaintext"), for_key(shape, "ciphertext"));
        }
    }

    TEST_CASE("the body of one route is refused by the other") {
        check_shape_refused(around("ciphertext", "YQ=="), around("plaintext", "YQ=="));
    }

    TEST_CASE("every shorter part of a body is refused") {
        const auto plaintext = around("plaintext", "YQ==");
        const auto ciphertext = around("ciphertext", "vault:v1:AA");
        for (std::size_t size = 0; size < plaintext.size(); ++size) {
            check_shape_refused(plaintext.substr(0, size), ciphertext.substr(0, size));
        }
    }

    TEST_CASE("base64 that is not canonical is refused") {
        for (const auto* value : {"Y",
                                  "YQ",
                                  "YQ=",
                                  "YQ===",
                                  "YR==",
                                  "YWJ=",
                                  "=YQ=",
                                  "Y=Q=",
                                  "YQ==YQ==",
                                  "YQ-_",
                                  "YQ%3d",
                                  "YWI",
                                  "YW.I",
                                  "====",
                                  "YQ=A",
                                  "A===",
                                  "YWJj=",
                                  "YWJjZ"}) {
            CAPTURE(value);
            const auto refused = seal::read_encrypt_body(view_of(around("plaintext", value)));
            REQUIRE_FALSE(refused.ok());
            CHECK(refused.error().is(errors::body_base64));
        }
    }

    TEST_CASE("canonical base64 of every length comes back as its bytes") {
        Bytes bytes;
        for (int size = 0; size < 100; ++size) {
            const auto read =
                seal::read_encrypt_body(view_of(around("plaintext", to_base64(bytes))));
            REQUIRE(read.ok());
            CHECK(Bytes(read->begin(), read->end()) == bytes);
            bytes.push_back(static_cast<std::uint8_t>(251 * size + 7));
        }
    }

    TEST_CASE("a body over 64 KiB is refused, and one of 64 KiB is read") {
        const auto frame = around("ciphertext", "").size();
        const auto largest = around("ciphertext", std::string(seal::body_max - frame, 'A'));

        CHECK(seal::read_decrypt_body(view_of(largest)).ok());
        CHECK_FALSE(seal::read_decrypt_body(view_of(largest + "\n")).ok());
        const auto larger = std::string(seal::body_max, 'A');
        check_shape_refused(around("plaintext", larger), around("ciphertext", larger));
    }

    TEST_CASE("the answers are the JSON that a vault reads") {
        CHECK(text(seal::encrypt_answer("vault:v1:AA==")) ==
              R"({"data":{"ciphertext":"vault:v1:AA=="}})");
        CHECK(text(seal::decrypt_answer(view_of("a"))) == R"({"data":{"plaintext":"YQ=="}})");
        CHECK(text(seal::decrypt_answer({})) == R"({"data":{"plaintext":""}})");
    }

    TEST_CASE("an error text cannot end its string, forge a line or leave ASCII") {
        CHECK(text(seal::error_answer("a \"b\" \\ c\nd\xC3\xA9")) ==
              R"({"errors":["a \"b\" \\ c?d??"]})");
        CHECK(text(seal::error_answer(nul)) == R"({"errors":["?"]})");
    }
}
