#include "sealwright/wire/reader.hpp"

#include "sealwright/wire/errors.hpp"
#include "sealwright/wire/writer.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace sealwright;
using wire::Reader;

namespace {

enum class Colour : std::uint8_t { red, green, blue };

// One read of every kind, and bytes that it just accepts.
struct Primitive {
    const char* name;
    Bytes enough;
    std::function<void(Reader&)> read;
};

const std::vector<Primitive>& primitives() {
    static const std::vector<Primitive> all{
        {"u8", {1}, [](Reader& reader) { reader.u8(); }},
        {"u16", {1, 2}, [](Reader& reader) { reader.u16(); }},
        {"u32", {1, 2, 3, 4}, [](Reader& reader) { reader.u32(); }},
        {"u64", {1, 2, 3, 4, 5, 6, 7, 8}, [](Reader& reader) { reader.u64(); }},
        {"boolean", {1}, [](Reader& reader) { reader.boolean(); }},
        {"raw", {1, 2, 3}, [](Reader& reader) { reader.raw(3); }},
        {"bytes", {0, 0, 0, 2, 9, 9}, [](Reader& reader) { reader.bytes(2); }},
        {"text", {0, 0, 0, 1, 'a'}, [](Reader& reader) { reader.text(1); }},
        {"digest", Bytes(32, 5), [](Reader& reader) { reader.digest(); }},
        {"count", {0, 0, 0, 7}, [](Reader& reader) { reader.count(7); }},
        {"id", Bytes(16, 5), [](Reader& reader) { reader.id<VaultId>(); }},
        {"enumeration", {2}, [](Reader& reader) { reader.enumeration(Colour::blue); }},
    };
    return all;
}

}  // namespace

TEST_SUITE("wire/reader") {
    TEST_CASE("integers are big-endian and fixed in width") {
        const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        Reader reader(bytes);

        CHECK(reader.u8() == 0x01);
        CHECK(reader.u16() == 0x0203);
        CHECK(reader.u32() == 0x04050607);
        CHECK(reader.u64() == 0x08090a0b0c0d0e0f);
        CHECK(reader.finish().ok());
    }

    TEST_CASE("every read takes exactly its bytes") {
        for (const auto& primitive : primitives()) {
            Reader reader(primitive.enough);
            primitive.read(reader);

            CHECK_MESSAGE(reader.finish().ok(), primitive.name);
        }
    }

    TEST_CASE("every read of too few bytes fails, however few are missing") {
        for (const auto& primitive : primitives()) {
            for (std::size_t size = 0; size < primitive.enough.size(); ++size) {
                Reader reader(View(primitive.enough).first(size));
                primitive.read(reader);

                CHECK_MESSAGE(reader.finish().error().is(errors::wire_short), primitive.name);
            }
        }
    }

    TEST_CASE("bytes behind the end are refused") {
        for (const auto& primitive : primitives()) {
            auto bytes = primitive.enough;
            bytes.push_back(0);
            Reader reader(bytes);
            primitive.read(reader);

            CHECK(reader.state().ok());
            CHECK_MESSAGE(reader.finish().error().is(errors::wire_trailing), primitive.name);
        }
    }

    TEST_CASE("after a failure every read gives zeros and the first failure stays") {
        const Bytes bytes(64, 0xff);
        for (const auto& primitive : primitives()) {
            Reader reader(bytes);
            reader.boolean();
            primitive.read(reader);

            CHECK(reader.u64() == 0);
            CHECK(reader.text(9).empty());
            CHECK(reader.digest() == Digest{});
            CHECK(reader.count(9) == 0);
            CHECK_FALSE(reader.id<VaultId>().is_set());
            CHECK(reader.enumeration(Colour::blue) == Colour::red);
            CHECK(reader.remaining() == 0);
            CHECK(reader.finish().error().is(errors::wire_value));
        }
    }

    TEST_CASE("a boolean is 0 or 1") {
        for (int value = 0; value < 256; ++value) {
            const Bytes bytes{static_cast<std::uint8_t>(value)};
            Reader reader(bytes);

            CHECK(reader.boolean() == (value == 1));
            CHECK(reader.failed() == (value > 1));
        }
    }

    TEST_CASE("an enumeration ends with its last value") {
        for (int value = 0; value < 256; ++value) {
            const Bytes bytes{static_cast<std::uint8_t>(value)};
            Reader reader(bytes);

            const auto colour = reader.enumeration(Colour::blue);

            CHECK(colour == (value <= 2 ? static_cast<Colour>(value) : Colour::red));
            CHECK(reader.failed() == (value > 2));
        }
    }

    TEST_CASE("a length or a count over its limit is refused before its bytes are looked at") {
        const Bytes three{0, 0, 0, 3, 1, 1, 1};
        const Bytes huge{0xff, 0xff, 0xff, 0xff};

        for (const auto& bytes : {three, huge}) {
            Reader length(bytes);
            Reader count(bytes);
            length.bytes(2);
            count.count(2);

            CHECK(length.finish().error().is(errors::wire_limit));
            CHECK(count.finish().error().is(errors::wire_limit));
        }
    }

    TEST_CASE("the longest length that is allowed still needs its bytes") {
        const Bytes huge{0xff, 0xff, 0xff, 0xff, 1};
        Reader reader(huge);

        CHECK(reader.bytes(0xffffffff).empty());
        CHECK(reader.finish().error().is(errors::wire_short));
    }
}
