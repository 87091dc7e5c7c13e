#include "sealwright/journal/entry.hpp"

#include "chain.hpp"

using namespace sealwright;

namespace {

journal::Entry full_entry() {
    journal::Entry entry;
    entry.provenance = {"staging", "platform", journal_test::instance_named(3), "main"};
    entry.sequence = 42;
    entry.previous.fill(1);
    entry.wall_ms = 1'800'000'000'000;
    entry.revision = 7;
    entry.state.fill(2);
    entry.origin = claims::Origin{claims::ChannelOrigin{Digest{}, 9, "127.0.0.1:5000"}};
    entry.kind = journal::Kind::intent;
    entry.fields = {
        {"what", std::string("open")}, {"intent", std::uint64_t{41}}, {"plan", Digest{}}};
    return entry;
}

}  // namespace

TEST_SUITE("journal/entry") {
    TEST_CASE("an entry survives the way there and back, and no part of one is taken for it") {
        auto local = full_entry();
        local.origin = claims::Origin{claims::LocalOrigin{0, 1, 4711}};
        auto bare = full_entry();
        bare.origin.reset();
        bare.fields.clear();

        for (const auto& entry : {full_entry(), local, bare}) {
            auto bytes = wire::encode_public(entry);
            const auto again = wire::decode<journal::Entry>(bytes);
            REQUIRE(again.ok());
            CHECK(*again == entry);
            for (std::size_t size = 0; size < bytes.size(); ++size) {
                CHECK_FALSE(wire::decode<journal::Entry>(View(bytes).first(size)).ok());
            }
            bytes.push_back(0);
            CHECK_FALSE(wire::decode<journal::Entry>(bytes).ok());
        }
    }

    TEST_CASE("an entry has one canonical form: what is read writes the same bytes") {
        const auto bytes = wire::encode_public(full_entry());
        std::size_t accepted = 0;

        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            auto changed = bytes;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const auto read = wire::decode<journal::Entry>(changed);
            if (!read) continue;
            ++accepted;
            CHECK(wire::encode_public(*read) == changed);
            CHECK_FALSE(*read == full_entry());
        }
        CHECK(accepted > 0);
    }

    TEST_CASE("an entry has exactly the bytes of docs/protocol/journal.md") {
        journal::Entry entry;
        entry.provenance = {"e", "o", journal_test::instance_named(1), "g"};
        entry.sequence = 1;
        entry.wall_ms = 2;
        entry.revision = 3;
        entry.kind = journal::Kind::refusal;
        entry.fields = {{"n", std::uint64_t{5}}, {"t", std::string("x")}};
        const std::string zeros(64, '0');

        CHECK(to_hex(wire::encode(entry)) ==
              "0001"  // format
              "0000000165"
              "000000016f"
              "00000000000000000000000000000001"
              "0000000167"
              "0000000000000001" +      // sequence
                  zeros +               // previous
                  "0000000000000002"    // wall time
                  "0000000000000003" +  // revision
                  zeros +               // state
                  "00"                  // no origin
                  "05"                  // refusal
                  "00000002"
                  "000000016e"
                  "00"
                  "0000000000000005"
                  "0000000174"
                  "01"
                  "0000000178");
    }

    TEST_CASE("an entry of another format or an unknown kind is refused") {
        auto other_format = wire::encode_public(full_entry());
        other_format[1] = 2;
        auto bare = full_entry();
        bare.fields.clear();
        auto unknown_kind = wire::encode_public(bare);
        REQUIRE(unknown_kind[unknown_kind.size() - 5] ==
                static_cast<std::uint8_t>(journal::Kind::intent));
        unknown_kind[unknown_kind.size() - 5] = 10;

        CHECK_FALSE(wire::decode<journal::Entry>(other_format).ok());
        CHECK_FALSE(wire::decode<journal::Entry>(unknown_kind).ok());
    }

    TEST_CASE("more fields, a longer name or a longer text than the limits are refused") {
        auto full = full_entry();
        full.fields.assign(32, {std::string(64, 'n'), std::string(4096, 't')});
        auto more = full;
        more.fields.push_back({"n", std::uint64_t{0}});
        auto longer_name = full;
        longer_name.fields.front().name.push_back('n');
        auto longer_text = full;
        longer_text.fields.front().value = std::string(4097, 't');

        CHECK(wire::decode<journal::Entry>(wire::encode(full)).ok());
        CHECK_FALSE(wire::decode<journal::Entry>(wire::encode(more)).ok());
        CHECK_FALSE(wire::decode<journal::Entry>(wire::encode(longer_name)).ok());
        CHECK_FALSE(wire::decode<journal::Entry>(wire::encode(longer_text)).ok());
    }

    TEST_CASE("a field is found by its name and its type") {
        const auto entry = full_entry();

        REQUIRE(entry.text("what") != nullptr);
        CHECK(*entry.text("what") == "open");
        REQUIRE(entry.number("intent") != nullptr);
        CHECK(*entry.number("intent") == 41);
        CHECK(entry.number("what") == nullptr);
        CHECK(entry.text("intent") == nullptr);
        CHECK(entry.text("absent") == nullptr);
    }

    TEST_CASE("a field is shown as name=value") {
        Digest digest{};
        digest.back() = 0xab;

        CHECK(journal::Field{"n", std::uint64_t{5}}.render() == "n=5");
        CHECK(journal::Field{"t", std::string("x y")}.render() == "t=x y");
        CHECK(journal::Field{"d", digest}.render() == "d=" + std::string(62, '0') + "ab");
    }

    TEST_CASE("every kind has a name of its own") {
        std::set<std::string_view> names;
        for (auto kind = 0; kind <= static_cast<int>(journal::Kind::alert); ++kind) {
            names.insert(journal::name_of(static_cast<journal::Kind>(kind)));
        }

        CHECK(names.size() == 8);
        CHECK(names.count("unknown") == 0);
    }

    TEST_CASE("an entry's name is read back, and nothing else is taken for one") {
        for (const std::uint64_t sequence :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{42}, ~std::uint64_t{0}}) {
            CHECK(journal::parse_entry_name(journal::entry_name(sequence)) == sequence);
        }
        for (const auto* text : {"",
                                 "entry",
                                 "entry-",
                                 "entry-01",
                                 "entry-+1",
                                 "entry--1",
                                 "entry- 1",
                                 "entry-1 ",
                                 "Entry-1",
                                 "entry-1a",
                                 "vault-1",
                                 "entry-18446744073709551616"}) {
            CHECK_FALSE(journal::parse_entry_name(text).has_value());
        }
    }
}
