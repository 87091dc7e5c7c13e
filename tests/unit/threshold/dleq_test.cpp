#include "sealwright/threshold/dleq.hpp"

#include "sealwright/threshold/errors.hpp"
#include "sealwright/wire/codec.hpp"
#include "seeded_random.hpp"
#include "vector_values.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::threshold;
using test::circl;

namespace {

const Domain domain = Domain::foreign(view_of("VUS-V1-EXAMPLE"));

// A witness with `count` pairs of which it is right.
struct Pairs {
    SecretScalar witness;
    Element base = Element::base();
    Element key;
    std::vector<Element> from;
    std::vector<Element> to;

    explicit Pairs(std::size_t count, std::uint8_t seed = 1)
        : Pairs(count, test::SeededRandom(seed)) {}

    [[nodiscard]] DleqStatement statement() const {
        DleqStatement statement{base, key, {}};
        for (std::size_t place = 0; place < from.size(); ++place) {
            statement.pairs.push_back({from[place], to[place]});
        }
        return statement;
    }

private:
    Pairs(std::size_t count, test::SeededRandom random)
        : witness(SecretScalar::draw(random)), key(witness.times_base()) {
        for (std::size_t place = 0; place < count; ++place) {
            from.push_back(SecretScalar::draw(random).times_base());
            to.push_back(witness.times(from.back()));
        }
    }
};

Bytes bytes_of(const DleqProof& proof) {
    wire::Writer writer;
    proof.write(writer);
    return writer.copy();
}

}  // namespace

TEST_SUITE("threshold/dleq") {
    TEST_CASE("with the base left out the proofs of RFC 9497 come out to the byte") {
        for (const std::string each : {"rfc9497.0.", "rfc9497.1.", "rfc9497.2."}) {
            const auto at = [&each](const char* name) { return circl().at(each + name); };
            const auto own = Domain::foreign(at("dst"));
            const auto witness = test::secret_scalar(at("sk"));
            const auto base = Element::base();
            const Element key(test::point_of(at("pk")));
            std::vector<Element> from;
            std::vector<Element> to;
            for (const auto& piece : test::pieces(at("b"))) {
                from.emplace_back(test::point_of(piece));
            }
            for (const auto& piece : test::pieces(at("kb"))) to.emplace_back(test::point_of(piece));
            DleqStatement statement{base, key, {}, DleqStatement::Base::left_out};
            for (std::size_t place = 0; place < from.size(); ++place) {
                statement.pairs.push_back({from[place], to[place]});
            }

            const auto proof =
                prove(statement, witness, Nonce::exactly(test::secret_scalar(at("r"))), own);

            CHECK(bytes_of(proof) == at("proof"));
            CHECK(verify(statement, proof, own).ok());
        }
    }

    TEST_CASE("a proof with the base in it is circl's to the byte") {
        const auto witness = test::secret_scalar(circl().at("dleq.k"));
        const auto base = Element::base();
        const auto key = witness.times_base();
        const Element from(test::point_of(circl().at("dleq.B")));
        const auto to = witness.times(from);
        const DleqStatement statement{base, key, {{from, to}}};
        const auto own = Domain::foreign(circl().at("dleq.dst"));

        const auto proof = prove(
            statement, witness, Nonce::exactly(test::secret_scalar(circl().at("dleq.rnd"))), own);

        CHECK(bytes_of(proof) == circl().at("dleq.proof"));
        CHECK(verify(statement, proof, own).ok());
    }

    TEST_CASE("one proof covers fifty pairs, and none of them may be another") {
        test::SeededRandom random(2);
        Pairs pairs(50);
        const auto proof = prove(pairs.statement(), pairs.witness, domain, random);

        CHECK(verify(pairs.statement(), proof, domain).ok());
        std::swap(pairs.to[7], pairs.to[8]);
        CHECK(verify(pairs.statement(), proof, domain).error().is(errors::proof_wrong));
    }

    TEST_CASE("a proof holds for its base, key, pair and domain only") {
        test::SeededRandom random(2);
        const Pairs pairs(1);
        const Pairs others(1, 9);
        const auto proof = prove(pairs.statement(), pairs.witness, domain, random);
        const auto holds = [&proof](const DleqStatement& statement) {
            return verify(statement, proof, domain).ok();
        };

        CHECK(holds(pairs.statement()));
        CHECK_FALSE(holds({others.key, pairs.key, {{pairs.from[0], pairs.to[0]}}}));
        CHECK_FALSE(holds({pairs.base, others.key, {{pairs.from[0], pairs.to[0]}}}));
        CHECK_FALSE(holds({pairs.base, pairs.key, {{others.from[0], pairs.to[0]}}}));
        CHECK_FALSE(holds({pairs.base, pairs.key, {{pairs.from[0], others.to[0]}}}));
        CHECK_FALSE(
            verify(pairs.statement(), proof, Domain::foreign(view_of("VUS-V1-OTHER"))).ok());
    }

    TEST_CASE("a proof with any bit changed does not hold, or is none") {
        test::SeededRandom random(2);
        const Pairs pairs(1);
        const auto bytes = bytes_of(prove(pairs.statement(), pairs.witness, domain, random));
        for (std::size_t place = 0; place < bytes.size(); ++place) {
            auto changed = bytes;
            changed[place] ^= 0x80;
            const auto proof = wire::decode<DleqProof>(changed);
            if (proof) CHECK_FALSE(verify(pairs.statement(), *proof, domain).ok());
        }
    }

    TEST_CASE("a proof whose numbers are not in their one encoding is refused") {
        // c + order, where that fits 32 bytes, would be the same number to libsodium.
        const auto order =
            test::unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        test::SeededRandom random(2);
        const Pairs pairs(1);
        auto bytes = bytes_of(prove(pairs.statement(), pairs.witness, domain, random));
        REQUIRE(wire::decode<DleqProof>(bytes).ok());

        sodium_add(bytes.data(), order.data(), order.size());

        CHECK_FALSE(wire::decode<DleqProof>(bytes).ok());
    }

    TEST_CASE("a generator that repeats itself does not repeat a nonce for anything else") {
        const Pairs pairs(1);
        const Pairs others(1, 9);
        const auto other_domain = Domain::foreign(view_of("VUS-V1-OTHER"));
        const auto nonce_of =
            [](const SecretScalar& witness, const Element& statement, const Domain& own) {
                test::SeededRandom random(3);
                Transcript all;
                all.add(statement);
                return *Nonce::hedged(witness, all, own, random).times_base().point();
            };

        const auto nonce = nonce_of(pairs.witness, pairs.to[0], domain);

        CHECK(nonce_of(pairs.witness, pairs.to[0], domain) == nonce);
        CHECK_FALSE(nonce_of(pairs.witness, pairs.to[0], other_domain) == nonce);
        CHECK_FALSE(nonce_of(pairs.witness, others.to[0], domain) == nonce);
        CHECK_FALSE(nonce_of(others.witness, pairs.to[0], domain) == nonce);
    }
}
