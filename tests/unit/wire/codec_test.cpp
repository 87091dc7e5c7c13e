#include "sealwright/wire/codec.hpp"

#include "ends_itself.hpp"
#include "sealwright/wire/errors.hpp"
#include "seeded_random.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

enum class Kind : std::uint8_t { one, two, three };

// One field of every kind, and a list of itself.
struct Item {
    static constexpr std::size_t text_max = 40;
    static constexpr std::size_t children_max = 3;

    std::uint8_t small = 0;
    std::uint16_t medium = 0;
    std::uint32_t large = 0;
    std::uint64_t huge = 0;
    bool flag = false;
    Kind kind{};
    std::string text;
    Bytes bytes;
    Digest digest{};
    NodeId id;
    std::vector<Item> children;

    void write(wire::Writer& writer) const {
        writer.u8(small);
        writer.u16(medium);
        writer.u32(large);
        writer.u64(huge);
        writer.boolean(flag);
        writer.enumeration(kind);
        writer.text(text);
        writer.bytes(bytes);
        writer.raw(digest);
        writer.id(id);
        wire::write_list(writer, children);
    }
    static Item read(wire::Reader& reader) {
        Item item;
        item.small = reader.u8();
        item.medium = reader.u16();
        item.large = reader.u32();
        item.huge = reader.u64();
        item.flag = reader.boolean();
        item.kind = reader.enumeration(Kind::three);
        item.text = reader.text(text_max);
        const auto bytes = reader.bytes(text_max);
        item.bytes.assign(bytes.begin(), bytes.end());
        item.digest = reader.digest();
        item.id = reader.id<NodeId>();
        item.children = wire::read_list<Item>(reader, children_max);
        return item;
    }
    bool operator==(const Item&) const = default;
};

class Choice {
public:
    explicit Choice(std::uint8_t seed) : random_(seed) {}

    template <class Number>
    Number number() {
        std::array<std::uint8_t, sizeof(Number)> bytes{};
        random_.fill(bytes);
        std::uint64_t value = 0;
        for (const auto byte : bytes) value = value << 8U | byte;
        return static_cast<Number>(value);
    }
    std::size_t below(std::size_t limit) { return number<std::uint32_t>() % limit; }
    Bytes bytes(std::size_t size) {
        Bytes bytes(size);
        random_.fill(bytes);
        return bytes;
    }

    Item item(int depth) {
        Item item;
        item.small = number<std::uint8_t>();
        item.medium = number<std::uint16_t>();
        item.large = number<std::uint32_t>();
        item.huge = number<std::uint64_t>();
        item.flag = below(2) == 1;
        item.kind = static_cast<Kind>(below(3));
        item.text = text_of(bytes(below(Item::text_max + 1)));
        item.bytes = bytes(below(Item::text_max + 1));
        random_.fill(item.digest);
        item.id = NodeId::random(random_);
        const auto count = depth > 0 ? below(Item::children_max + 1) : 0;
        for (std::size_t index = 0; index < count; ++index)
            item.children.push_back(this->item(depth - 1));
        return item;
    }

private:
    test::SeededRandom random_;
};

}  // namespace

TEST_SUITE("wire/codec") {
    TEST_CASE("whatever is written is read back as it was") {
        for (std::uint8_t seed = 0; seed < 200; ++seed) {
            const auto item = Choice(seed).item(3);

            const auto back = wire::decode<Item>(wire::encode(item));

            REQUIRE(back);
            CHECK(*back == item);
            CHECK(text_of(wire::encode(*back)) == text_of(wire::encode_public(item)));
        }
    }

    TEST_CASE("whatever changed bytes are accepted, they are what is written again") {
        std::size_t accepted = 0;
        for (std::uint8_t seed = 0; seed < 200; ++seed) {
            Choice choice(seed);
            auto bytes = wire::encode_public(choice.item(2));
            for (int round = 0; round < 50; ++round) {
                auto changed = bytes;
                changed[choice.below(changed.size())] = choice.number<std::uint8_t>();
                const auto item = wire::decode<Item>(changed);
                if (!item) continue;
                ++accepted;
                CHECK(wire::encode_public(*item) == changed);
            }
        }

        CHECK(accepted > 1000);
    }

    TEST_CASE("a list of one more than its limit is refused") {
        Item parent;
        parent.children.resize(Item::children_max);
        REQUIRE(wire::decode<Item>(wire::encode(parent)));

        parent.children.resize(Item::children_max + 1);

        CHECK(wire::decode<Item>(wire::encode(parent)).error().is(errors::wire_limit));
    }

    TEST_CASE("a list that claims many items and has none costs nothing") {
        const Bytes claim{0xff, 0xff, 0xff, 0xff};
        wire::Reader reader(claim);

        CHECK(wire::read_list<Item>(reader, 0xffffffff).size() <= 1);
        CHECK(reader.failed());
    }

    TEST_CASE("a count that does not fit in 32 bits ends the process") {
        CHECK(test::ends_itself([] {
            wire::Writer writer;
            writer.count(std::size_t{1} << 32U);
        }));
    }
}
