#include "sealwright/claims/class_table.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using claims::ClassTable;
using claims::Rule;
using claims::SealClass;

namespace {

SealClass class_at(std::size_t place) {
    return static_cast<SealClass>(place);
}

}  // namespace

TEST_SUITE("claims/class_table") {
    TEST_CASE("without a word in the configuration the table is the strict one") {
        CHECK(ClassTable().str() ==
              "probe=deny heartbeat=allow stored_root_key=allow recovery_key=window "
              "raft_challenge=allow snapshot_sums=window other=deny");
    }

    TEST_CASE("no table lets a probe open, or a recovery key outside of a window") {
        ClassTable table;
        const auto before = table;
        CHECK_FALSE(table.set(SealClass::probe, Rule::allow));
        CHECK_FALSE(table.set(SealClass::probe, Rule::window));
        CHECK_FALSE(table.set(SealClass::recovery_key, Rule::allow));
        CHECK(table == before);
    }

    TEST_CASE("a class for which nothing opens a window cannot wait for one") {
        ClassTable table;
        for (const auto seal_class : {SealClass::heartbeat,
                                      SealClass::stored_root_key,
                                      SealClass::raft_challenge,
                                      SealClass::other}) {
            CHECK_FALSE(table.set(seal_class, Rule::window));
        }
    }

    TEST_CASE("an illegal table is not read, whoever wrote it") {
        const auto whole = wire::encode_public(ClassTable());
        for (std::size_t place = 0; place < ClassTable::classes; ++place) {
            for (std::uint8_t rule = 0; rule < 5; ++rule) {
                auto bytes = whole;
                bytes[place] = rule;
                const auto is_legal =
                    rule <= 2 && ClassTable::is_legal(class_at(place), static_cast<Rule>(rule));
                CHECK(wire::decode<ClassTable>(bytes).ok() == is_legal);
            }
        }
    }

    TEST_CASE("words read back to what they stand for") {
        for (const auto rule : {Rule::allow, Rule::deny, Rule::window}) {
            CHECK(claims::rule_named(claims::word_of(rule)) == rule);
        }
        CHECK_FALSE(claims::rule_named("Allow").has_value());
        CHECK_FALSE(claims::rule_named("").has_value());
    }
}
