#include "sealwright/core/bytes.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace sealwright;

namespace {

// RFC 4648 section 10.
constexpr std::pair<const char*, const char*> base64_vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

}  // namespace

TEST_SUITE("core/bytes") {
    TEST_CASE("hex is two small letters a byte") {
        CHECK(to_hex({}).empty());
        CHECK(to_hex(Bytes{0x00, 0x0f, 0xa5, 0xff}) == "000fa5ff");
    }

    TEST_CASE("base64 is that of RFC 4648") {
        for (const auto& [text, encoded] : base64_vectors) {
            CHECK(to_base64(view_of(text)) == encoded);
        }
        CHECK(to_base64(Bytes{0xfb, 0xff, 0xfe}) == "+//+");
    }

    TEST_CASE("base64 is appended behind what is there, without a zero at its end") {
        for (const auto& [text, encoded] : base64_vectors) {
            WipedBytes out{'>', '>'};

            append_base64(out, view_of(text));

            CHECK(text_of(out) == ">>" + std::string(encoded));
        }
    }

    TEST_CASE("text becomes bytes and text again, zeros included") {
        const std::string_view text("a\0b", 3);

        CHECK(view_of(text).size() == 3);
        CHECK(text_of(view_of(text)) == text);
    }
}
