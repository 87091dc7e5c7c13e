#include "sealwright/ipc/frame.hpp"

#include "ends_itself.hpp"
#include "sealwright/ipc/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::ipc;

namespace {

WipedBytes stream_of_three() {
    WipedBytes stream;
    for (const auto& part : {encode_frame(0x0401, 7, view_of("body")),
                             encode_frame(0x0001, 0xffffffffffffffff, {}),
                             encode_frame(0xffff, 0, view_of("another"))}) {
        stream.insert(stream.end(), part.begin(), part.end());
    }
    return stream;
}

// All frames that are there now.
std::vector<Frame> taken(FrameReader& reader) {
    std::vector<Frame> frames;
    for (;;) {
        auto next = reader.next();
        REQUIRE(next);
        if (!*next) return frames;
        frames.push_back(std::move(**next));
    }
}

void check_three(const std::vector<Frame>& frames) {
    REQUIRE(frames.size() == 3);
    CHECK(frames[0].type == 0x0401);
    CHECK(frames[0].version == 1);
    CHECK(frames[0].correlation == 7);
    CHECK(text_of(frames[0].body) == "body");
    CHECK(frames[1].correlation == 0xffffffffffffffff);
    CHECK(frames[1].body.empty());
    CHECK(frames[2].type == 0xffff);
    CHECK(text_of(frames[2].body) == "another");
}

Bytes header(std::uint32_t size, std::uint16_t version) {
    auto frame = encode_frame(1, 2, {});
    Bytes bytes(frame.begin(), frame.end());
    for (std::size_t index = 0; index < 4; ++index) {
        bytes[index] = static_cast<std::uint8_t>(size >> (24 - 8 * index));
    }
    bytes[6] = static_cast<std::uint8_t>(version >> 8);
    bytes[7] = static_cast<std::uint8_t>(version);
    return bytes;
}

}  // namespace

TEST_SUITE("ipc/frame") {
    TEST_CASE("a frame is length, type, version, correlation and body, big-endian") {
        CHECK(to_hex(encode_frame(0x0402, 0x0102030405060708, view_of("ab"))) ==
              "00000002"
              "0402"
              "0001"
              "0102030405060708"
              "6162");
    }

    TEST_CASE("frames come out the same however the stream is cut in three") {
        const auto stream = stream_of_three();
        for (std::size_t first = 0; first <= stream.size(); ++first) {
            for (std::size_t second = first; second <= stream.size(); ++second) {
                FrameReader reader;
                std::vector<Frame> frames;
                for (const auto part : {View(stream).first(first),
                                        View(stream).subspan(first, second - first),
                                        View(stream).subspan(second)}) {
                    reader.feed(part);
                    for (auto& frame : taken(reader)) frames.push_back(std::move(frame));
                }
                check_three(frames);
            }
        }
    }

    TEST_CASE("frames come out the same byte by byte") {
        FrameReader reader;
        std::vector<Frame> frames;
        for (const auto byte : stream_of_three()) {
            reader.feed(View(&byte, 1));
            for (auto& frame : taken(reader)) frames.push_back(std::move(frame));
        }

        check_three(frames);
    }

    TEST_CASE("a part of a frame is not a frame yet") {
        const auto frame = encode_frame(1, 2, view_of("body"));
        for (std::size_t size = 0; size < frame.size(); ++size) {
            FrameReader reader;
            reader.feed(View(frame).first(size));

            CHECK(taken(reader).empty());
        }
    }

    TEST_CASE("a body over 4 MiB is refused by its header alone, the largest is not") {
        FrameReader over;
        FrameReader largest;
        over.feed(header(frame_body_max + 1, 1));
        largest.feed(header(frame_body_max, 1));

        const auto refused = over.next();

        REQUIRE_FALSE(refused);
        CHECK(refused.error().is(errors::ipc_frame));
        CHECK(taken(largest).empty());
        CHECK(test::ends_itself([] { encode_frame(1, 2, WipedBytes(frame_body_max + 1)); }));
    }

    TEST_CASE("a frame of another version is refused, and goes on being refused") {
        for (const auto version : {std::uint16_t{0}, std::uint16_t{2}, std::uint16_t{0x0100}}) {
            FrameReader reader;
            reader.feed(header(0, version));

            CHECK(reader.next().error().is(errors::ipc_frame));
            reader.feed(encode_frame(1, 2, {}));
            CHECK(reader.next().error().is(errors::ipc_frame));
        }
    }

    TEST_CASE("many frames go through one reader") {
        FrameReader reader;
        std::size_t count = 0;
        const auto frame = encode_frame(1, 2, WipedBytes(1000, 0x61));
        for (int round = 0; round < 500; ++round) {
            reader.feed(frame);
            reader.feed(View(frame).first(300));
            for (const auto& each : taken(reader))
                count += each.body == WipedBytes(1000, 0x61) ? 1 : 0;
            reader.feed(View(frame).subspan(300));
        }
        count += taken(reader).size();

        CHECK(count == 1000);
    }
}
