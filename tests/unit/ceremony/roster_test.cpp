#include "people.hpp"
#include "sealwright/ceremony/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::ceremony_test;

namespace {

Result<Roster> with_name(const std::string& name) {
    const Five five;
    auto persons = five.persons();
    persons.push_back(person_of(name, roles_of({Role::auditor}), Key(9)));
    return Roster::make({2, 2, 0}, persons);
}

bool is(const Result<Roster>& made, const ErrorSpec& spec) {
    return !made.ok() && made.error().is(spec);
}

}  // namespace

TEST_SUITE("ceremony/roster") {
    TEST_CASE("a roster keeps its one form, and what is read of it obeys every invariant") {
        const Five five;
        auto bytes = wire::encode_public(five.roster);

        const auto back = wire::decode<Roster>(bytes);

        REQUIRE(back.ok());
        CHECK(*back == five.roster);
        CHECK(back->digest() == five.roster.digest());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(wire::decode<Roster>(View(bytes).first(size)).ok());
        }
        auto other_format = bytes;
        other_format.front() = 2;
        CHECK_FALSE(wire::decode<Roster>(other_format).ok());
        bytes[9] = 1;  // Behind format and epoch: needed, which has to be two at least.
        CHECK_FALSE(wire::decode<Roster>(bytes).ok());
    }

    TEST_CASE("names that are one name to the eye are refused") {
        for (const auto* const name : {"ana", "a-na", "a.n_a"}) {
            CAPTURE(name);
            CHECK(is(with_name(name), errors::person_name_taken));
        }
        const auto both = [](const std::string& one, const std::string& other) {
            const auto roster = with_name(one);
            check(roster.ok());
            return roster->with_person(person_of(other, roles_of({Role::auditor}), Key(10)));
        };
        CHECK(is(both("b0b", "bob"), errors::person_name_taken));
        CHECK(is(both("a1ex", "al.ex"), errors::person_name_taken));
        CHECK(both("b0b", "rob").ok());
    }

    TEST_CASE("what is no name is no person's") {
        for (const auto* const name : {"", "Ana", "-ana", "a b", "an\xc3\xa4"}) {
            CAPTURE(name);
            CHECK(is(with_name(name), errors::person_name_invalid));
        }
        CHECK(is(with_name(std::string(49, 'a')), errors::person_name_invalid));
        CHECK(with_name(std::string(48, 'a')).ok());
    }

    TEST_CASE("a key belongs to one person, also when it was revoked or its person has left") {
        const Five five;
        const auto second = five.roster.with_key("ana", {Key(6).key(), noon_ms, 0});
        REQUIRE(second.ok());
        const auto revoked = second->without_key("ana", Key(6).key(), noon_ms);
        REQUIRE(revoked.ok());
        const auto left = revoked->without_person("eva", noon_ms);
        REQUIRE(left.ok());

        CHECK(is(left->with_key("bea", {five.ana.key(), noon_ms, 0}), errors::person_key_taken));
        CHECK(is(left->with_key("bea", {Key(6).key(), noon_ms, 0}), errors::person_key_taken));
        CHECK(is(left->with_key("ana", {Key(6).key(), noon_ms, 0}), errors::person_key_taken));
        CHECK(is(left->with_key("bea", {five.eva.key(), noon_ms, 0}), errors::person_key_taken));
    }

    TEST_CASE("a change that would leave fewer operators than are needed is refused") {
        const Five five;
        const auto two = five.roster.without_person("cem", noon_ms);
        REQUIRE(two.ok());

        CHECK(is(two->without_person("bea", noon_ms), errors::people_too_few));
        CHECK(is(two->without_key("bea", five.bea.key(), noon_ms), errors::people_too_few));
        CHECK(is(two->with_roles("bea", roles_of({Role::witness})), errors::people_too_few));
        CHECK(is(two->with_rules({3, 3, 0}), errors::people_too_few));
        CHECK(two->without_person("dan", noon_ms).ok());
    }

    TEST_CASE(
        "a person keeps name and place for ever, and a removed one's name is not given again") {
        const Five five;
        const auto left = five.roster.without_person("dan", noon_ms + 5);
        REQUIRE(left.ok());

        CHECK(left->person_named("dan") == nullptr);
        REQUIRE(left->person_at(4) != nullptr);
        CHECK(left->person_at(4)->name == "dan");
        CHECK(left->person_at(4)->removed_ms == noon_ms + 5);
        CHECK_FALSE(left->person_at(4)->has_key(five.dan.key()));
        CHECK(left->owner_of(five.dan.key()) == nullptr);
        CHECK(left->index_of(*left->person_named("eva")) == 5);
        CHECK(is(left->with_person(person_of("dan", roles_of({Role::auditor}), Key(9))),
                 errors::person_name_taken));
        CHECK(left->person_at(0) == nullptr);
        CHECK(left->person_at(6) == nullptr);
    }

    TEST_CASE("each change raises the epoch, and one that is refused leaves the roster as it was") {
        const Five five;
        const auto before = five.roster;

        const auto changed =
            five.roster.with_roles("ana", roles_of({Role::operator_, Role::auditor}));
        const auto refused = five.roster.without_key("ana", five.bea.key(), noon_ms);

        CHECK(changed->epoch() == before.epoch() + 1);
        CHECK(changed->digest() != before.digest());
        CHECK(is(refused, errors::person_key_unknown));
        CHECK(is(five.roster.with_roles("zoe", roles_of({Role::auditor})), errors::person_removed));
        CHECK(is(five.roster.without_person("zoe", noon_ms), errors::person_removed));
        CHECK(five.roster == before);
    }

    TEST_CASE("rules outside of their limits make no roster") {
        const Five five;
        constexpr std::uint32_t week_s = 604'800;
        for (const Rules rules : {Rules{1, 2, 0},
                                  Rules{9, 9, 0},
                                  Rules{3, 2, 0},
                                  Rules{2, 17, 0},
                                  Rules{2, 2, week_s + 1}}) {
            CHECK(is(Roster::make(rules, five.persons()), errors::roster_invalid));
        }
        CHECK(Roster::make({3, 16, week_s}, five.persons()).ok());
    }

    TEST_CASE("nobody, no role, an unknown role, no key, no id or two ids alike make no roster") {
        const Five five;
        const auto refuses = [&](auto change) {
            auto persons = five.persons();
            change(persons);
            return is(Roster::make({2, 2, 0}, persons), errors::roster_invalid);
        };

        CHECK(refuses([](auto& persons) { persons.clear(); }));
        CHECK(refuses([](auto& persons) { persons[3].roles = Roles(); }));
        CHECK(refuses([](auto& persons) { persons[3].roles = Roles(0x20); }));
        CHECK(refuses([](auto& persons) { persons[3].keys.clear(); }));
        CHECK(refuses([](auto& persons) { persons[3].id = PersonId(); }));
        CHECK(refuses([](auto& persons) { persons[3].id = persons[2].id; }));
        CHECK(is(Roster::make({2, 2, 0}, five.persons(), 0), errors::roster_invalid));
    }

    TEST_CASE("64 persons with 8 keys each are the most") {
        const Five five;
        auto persons = five.persons();
        for (std::uint8_t number = 6; number <= 64; ++number) {
            persons.push_back(person_of(
                "p" + std::to_string(number + 200), roles_of({Role::auditor}), Key(number)));
        }
        const auto full = Roster::make({2, 2, 0}, persons);
        REQUIRE(full.ok());
        auto roster = five.roster;
        for (std::uint8_t number = 100; number < 107; ++number) {
            roster = *roster.with_key("ana", {Key(number).key(), noon_ms, 0});
        }

        CHECK(is(full->with_person(person_of("one", roles_of({Role::auditor}), Key(99))),
                 errors::roster_full));
        CHECK(is(roster.with_key("ana", {Key(107).key(), noon_ms, 0}), errors::roster_full));
    }
}

TEST_SUITE("ceremony/person") {
    TEST_CASE("a proof is of one name and one key") {
        const Key key(1);
        const auto proof = key.sign(key_proof("ana", key.key()));

        CHECK(check_key_proof("ana", key.key(), proof).ok());
        CHECK(check_key_proof("ann", key.key(), proof).error().is(errors::person_key_invalid));
        CHECK_FALSE(check_key_proof("ana", Key(2).key(), proof).ok());
        CHECK_FALSE(check_key_proof("ana", key.key(), {}).ok());
    }

    TEST_CASE("a key is written in one way only") {
        const Key key(1);
        const auto text = key_text(key.key());

        CHECK(text.starts_with("ed25519:"));
        REQUIRE(key_named(text).has_value());
        CHECK(*key_named(text) == key.key());
        for (const auto& wrong : {text + "=",
                                  text.substr(1),
                                  text.substr(0, text.size() - 4),
                                  " " + text,
                                  "ED25519:" + text.substr(8),
                                  std::string("ed25519:")}) {
            CHECK_FALSE(key_named(wrong).has_value());
        }
    }

    TEST_CASE("each role has one word, and a person's roles are told in the order of the roles") {
        for (const auto role :
             {Role::operator_, Role::custodian, Role::responder, Role::witness, Role::auditor}) {
            CHECK(role_named(word_of(role)) == role);
        }
        CHECK_FALSE(role_named("admin").has_value());
        CHECK(roles_of({Role::witness, Role::operator_}).str() == "operator, witness");
        CHECK(roles_of({Role::witness, Role::operator_}).first() == Role::operator_);
        CHECK_FALSE(Roles().first().has_value());
    }
}
