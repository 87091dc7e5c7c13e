#include "sealwright/claims/evidence.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using claims::PcrSet;

TEST_SUITE("claims/evidence") {
    TEST_CASE("a set of PCRs has one text") {
        CHECK(PcrSet::parse("0,2,4,7")->mask() == 0x95);
        CHECK(PcrSet::parse("15")->str() == "15");
        CHECK(PcrSet::parse("")->is_empty());
        for (const auto* text : {"7,4", "4,4", "04", "4,", ",4", "4, 7", "a", "-1", "100"}) {
            CAPTURE(text);
            CHECK_FALSE(PcrSet::parse(text));
        }
    }

    TEST_CASE("a register that any program may reset or extend is never part of a set") {
        for (unsigned pcr = 16; pcr < 24; ++pcr) {
            CAPTURE(pcr);
            CHECK_FALSE(PcrSet::parse(std::to_string(pcr)));
            CHECK_FALSE(PcrSet::from_mask(std::uint32_t{1} << pcr));
        }
        CHECK_FALSE(PcrSet::from_mask(std::uint32_t{1} << 31));
    }

    TEST_CASE("a kind of evidence has one word") {
        for (const auto kind : {claims::EvidenceKind::channel_certificate,
                                claims::EvidenceKind::tpm2,
                                claims::EvidenceKind::pinned_key,
                                claims::EvidenceKind::unix_peer}) {
            CHECK(claims::evidence_kind_named(claims::word_of(kind)) == kind);
        }
        CHECK_FALSE(claims::evidence_kind_named("tpm"));
    }
}
