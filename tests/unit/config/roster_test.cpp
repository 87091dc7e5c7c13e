#include "sealwright/config/toml/roster.hpp"

#include "../ceremony/people.hpp"
#include "../crypto/vectors.hpp"
#include "sealwright/config/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::ceremony_test;
using config::parse_roster;

namespace {

std::string key_of(const std::string& name, std::uint8_t number) {
    const Key key(number);
    return "{ key = \"" + key_text(key.key()) + "\", proof = \"" +
           to_base64(key.sign(key_proof(name, key.key()))) + "\" }";
}

std::string person(const std::string& name, const std::string& roles, std::uint8_t number) {
    return "[[person]]\nname = \"" + name + "\"\nroles = [" + roles + "]\nkeys = [" +
           key_of(name, number) + "]\n";
}

const std::string rules = "[rules]\nneeded = 2\noverrule = 3\nveto = \"10m\"\n";

std::string sample() {
    return "policy = \"policy.toml\"\n" + rules + person("ana", "\"operator\"", 1) +
           person("bea", "\"operator\", \"witness\"", 2) + person("dan", "\"custodian\"", 3);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    check(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

// The line and the key that a refusal of this text names.
void refused(const std::string& text, std::uint64_t line, const std::string& key) {
    CAPTURE(text);
    const auto read = parse_roster(text, noon_ms);
    REQUIRE_FALSE(read.ok());
    const auto sentence = read.error().sentence();
    CAPTURE(sentence);
    CHECK(sentence.find("line=" + std::to_string(line) + ",") != std::string::npos);
    CHECK(sentence.find("key=" + key + ",") != std::string::npos);
}

}  // namespace

TEST_SUITE("config/roster") {
    TEST_CASE(
        "a roster is read whole: rules, people, keys with their proofs, and the policy's file") {
        const auto file = parse_roster(sample(), noon_ms);

        REQUIRE(file.ok());
        CHECK(file->policy == "policy.toml");
        CHECK(file->roster.rules() == Rules{2, 3, 600});
        CHECK(file->roster.epoch() == 1);
        REQUIRE(file->roster.persons().size() == 3);
        const auto& bea = file->roster.persons()[1];
        CHECK(bea == person_of("bea", roles_of({Role::operator_, Role::witness}), Key(2)));
        REQUIRE(file->proofs.size() == 3);
        CHECK(check_key_proof("dan", file->proofs[2].key, file->proofs[2].proof).ok());
    }

    TEST_CASE("each wrong part of a roster is refused with its line and its key") {
        const auto text = sample();
        refused(replaced(text, "needed = 2", "needed = 1"), 3, "rules.needed");
        refused(replaced(text, "needed = 2", "needed = 3"), 3, "rules.needed");
        refused(replaced(text, "overrule = 3", "overrule = 1"), 4, "rules.overrule");
        refused(replaced(text, "\"10m\"", "\"8d\""), 5, "rules.veto");
        refused(replaced(text, "\"10m\"", "\"ten\""), 5, "rules.veto");
        refused(replaced(text, "\"10m\"", "\"99999999999s\""), 5, "rules.veto");
        refused(replaced(text, "overrule", "overrides"), 4, "rules.overrides");
        refused(replaced(text, "name = \"ana\"", "name = \"Ana\""), 7, "person.name");
        refused(replaced(text, "name = \"bea\"", "name = \"a-na\""), 11, "person.name");
        refused(replaced(text, "\"witness\"", "\"admin\""), 12, "person.roles");
        refused(replaced(text, "\"witness\"", "\"operator\""), 12, "person.roles");
        refused(replaced(text, key_of("bea", 2), key_of("bea", 1)), 13, "person.keys.key");
        refused(replaced(text, key_of("bea", 2), key_of("ben", 2)), 13, "person.keys.proof");
        refused(replaced(text, "ed25519:", "rsa:"), 9, "person.keys.key");
        refused(replaced(text, "keys", "key"), 9, "person.key");
        refused(replaced(text, rules, ""), 1, "rules");
    }

    TEST_CASE("a roster without people, or of another form, is none") {
        CHECK_FALSE(parse_roster(rules, noon_ms).ok());
        CHECK_FALSE(parse_roster("", noon_ms).ok());
        CHECK_FALSE(parse_roster("[rules", noon_ms).ok());
        CHECK_FALSE(parse_roster(std::string(config::roster_file_max + 1, '#'), noon_ms).ok());
    }
}
