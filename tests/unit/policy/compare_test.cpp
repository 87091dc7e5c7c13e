#include "releases.hpp"
#include "sealwright/policy/review.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::policy;
using claims::EvidenceKind;
using test::policy_of;

namespace {

Change change(const Term& older, const Term& newer) {
    const auto difference = compare(policy_of(older), policy_of(newer));
    // What it shows is true.
    if (difference.gained) {
        CHECK(policy_of(newer).decide(*difference.gained));
        CHECK_FALSE(policy_of(older).decide(*difference.gained));
    }
    if (difference.lost) {
        CHECK(policy_of(older).decide(*difference.lost));
        CHECK_FALSE(policy_of(newer).decide(*difference.lost));
    }
    return difference.change;
}

// `tight` allows less than `wide`, and that is seen from both sides.
void check_order(const Term& tight, const Term& wide) {
    CHECK(change(wide, tight) == Change::tighter);
    CHECK(change(tight, wide) == Change::looser);
}

}  // namespace

TEST_SUITE("policy/compare") {
    TEST_CASE("a change of any term is seen as what it does") {
        check_order(test::nodes({"a"}), test::nodes({"a", "b"}));
        check_order(test::tpm(), test::evidence({EvidenceKind::tpm2, EvidenceKind::unix_peer}));
        check_order(test::at_most_s(59), test::at_most_s(60));
        check_order(test::from("10.0.0.0/9"), test::from("10.0.0.0/8"));
        check_order(test::from("2001:db8::1/128"), test::from("2001:db8::/127"));
        check_order(test::at(0x7f, 60, 120), test::at(0x7f, 60, 121));
        check_order(test::at(0x3f, 1380, 60), test::at(0x7f, 1380, 60));
        check_order(test::classes({claims::SealClass::other}),
                    test::classes({claims::SealClass::other, claims::SealClass::probe}));
        check_order(test::all({test::tpm(), test::nodes({"a"})}), test::tpm());
        check_order(test::none(test::from("10.0.0.0/8")), test::none(test::from("10.0.0.0/9")));
    }

    TEST_CASE("the same said in another way is equal") {
        CHECK(change(test::from("10.0.0.0/8"),
                     test::any({test::from("10.0.0.0/9"), test::from("10.128.0.0/9")})) ==
              Change::equal);
        CHECK(change(test::at(0x7f, 1320, 120),
                     test::any({test::at(0x7f, 0, 120), test::at(0x7f, 1320, 0)})) ==
              Change::equal);
        CHECK(change(test::nodes({"a", "b"}), test::nodes({"b", "a"})) == Change::equal);
        CHECK(change(test::none(test::none(test::tpm())), test::tpm()) == Change::equal);
    }

    TEST_CASE("what takes one thing and gives another is looser") {
        CHECK(change(test::nodes({"a"}), test::nodes({"b"})) == Change::looser);
        CHECK(change(test::from("10.0.0.0/8"), test::from("0.0.0.0/0")) == Change::looser);
    }

    TEST_CASE("two policies that are too different to compare count as looser") {
        const auto wide = [](const std::string& letter) {
            std::vector<std::string> names;
            for (std::size_t index = 0; index < values_max; ++index) {
                names.push_back(letter + std::to_string(index));
            }
            return test::all({test::nodes(names),
                              test::vaults(names),
                              {NamedOneOf{Subject::environment, names}}});
        };

        const auto difference = compare(policy_of(wide("a")), policy_of(wide("b")));

        CHECK(difference.change == Change::looser);
        CHECK_FALSE(difference.is_certain);
    }
}
