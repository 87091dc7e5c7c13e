// TDH2 against a ciphertext of another stack, and against who would use custodians as an oracle.
#include "house.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"
#include "vector_values.hpp"

using namespace sealwright;
using namespace sealwright::threshold;
using test::circl;

namespace {

Pepper vector_pepper() {
    return test::secret_of<PepperTag>(circl().at("tdh2.psk"));
}

Ciphertext vector_ciphertext() {
    return *Ciphertext::parse(circl().at("tdh2.ct"));
}

const GroupKey& vector_key() {
    static const GroupKey key(test::point_of(circl().at("dl.kG")));
    return key;
}

}  // namespace

TEST_SUITE("threshold/tdh2") {
    TEST_CASE("a ciphertext of another stack comes out to the byte") {
        const auto message = test::secret_of<test::AnyKeyTag>(circl().at("tdh2.m"));

        const auto sealed =
            Tdh2::seal_with(vector_key(),
                            circl().at("tdh2.L"),
                            vector_pepper(),
                            message.ref(),
                            {test::secret_scalar(circl().at("tdh2.r")),
                             Nonce::exactly(test::secret_scalar(circl().at("tdh2.s")))});

        CHECK(sealed.bytes() == circl().at("tdh2.ct"));
        CHECK(sealed.bytes().size() == Ciphertext::size);
    }

    TEST_CASE("a ciphertext of another stack is checked, and opens") {
        const auto ciphertext = vector_ciphertext();
        const auto& label = circl().at("tdh2.L");
        const auto agreed =
            test::secret_scalar(circl().at("tdh2.x")).times(Element(ciphertext.ephemeral));

        const auto opened =
            Tdh2::open<test::AnyKeyTag>(vector_key(), label, vector_pepper(), ciphertext, agreed);

        CHECK(check_sealed(vector_key(), label, ciphertext).ok());
        CHECK(test::bytes_of(opened->ref()) == circl().at("tdh2.m"));
    }

    TEST_CASE("with another pepper or another agreed value it does not open") {
        const auto ciphertext = vector_ciphertext();
        const auto& label = circl().at("tdh2.L");
        const auto agreed =
            test::secret_scalar(circl().at("tdh2.x")).times(Element(ciphertext.ephemeral));
        const auto other_pepper = test::secret_of<PepperTag>(Bytes(32, 1));

        CHECK(Tdh2::open<test::AnyKeyTag>(vector_key(), label, other_pepper, ciphertext, agreed)
                  .error()
                  .is(errors::ciphertext_unopened));
        CHECK(Tdh2::open<test::AnyKeyTag>(
                  vector_key(), label, vector_pepper(), ciphertext, Element::base())
                  .error()
                  .is(errors::ciphertext_unopened));
    }

    TEST_CASE("a ciphertext with any bit changed is refused before a share is used") {
        const auto bytes = circl().at("tdh2.ct");
        for (std::size_t place = 0; place < bytes.size(); ++place) {
            auto changed = bytes;
            changed[place] ^= 0x10;
            const auto parsed = Ciphertext::parse(changed);
            const bool passes =
                parsed && check_sealed(vector_key(), circl().at("tdh2.L"), *parsed).ok();
            CHECK_FALSE(passes);
            CHECK_FALSE(Ciphertext::parse(View(bytes).first(place)).ok());
        }
        auto longer = bytes;
        longer.push_back(0);
        CHECK(Ciphertext::parse(longer).error().is(errors::ciphertext_invalid));
    }

    TEST_CASE("what is sealed under one label is refused under every other") {
        test::SeededRandom random;
        const auto house = test::House::found(2, {1, 2, 3});
        const auto label = test::label_of(house.group);
        const auto sealed = test::seal(house.group, label, random);
        std::vector<Label> others(8, label);
        others[0].installation = InstallationId::random(random);
        others[1].environment = "other";
        others[2].purpose = Label::Purpose::drill;
        others[3].vault = VaultId::random(random);
        others[4].vault_name = "other";
        others[5].version += 1;
        others[6].created_ms += 1;
        others[7].group[0] ^= 1;

        CHECK(check_sealed(house.group.key(), label, sealed).ok());
        for (const auto& each : others) {
            CHECK(check_sealed(house.group.key(), each, sealed)
                      .error()
                      .is(errors::ciphertext_invalid));
        }
    }

    TEST_CASE("who presents another's ciphertext, multiplied, as their own record is refused") {
        test::SeededRandom random;
        const auto house = test::House::found(2, {1, 2, 3});
        const auto& key = house.group.key();
        const auto target = test::seal(house.group, test::label_of(house.group), random);
        auto own = test::label_of(house.group);
        own.vault_name = "playground";
        // Knows rho, and neither r nor rho r; proves for rho, as far as that goes.
        const auto rho = SecretScalar::draw(random);
        const auto base = Element::base();
        const auto ephemeral = rho.times(Element(target.ephemeral));
        const auto second = rho.times(Element(target.second_ephemeral));
        Ciphertext forged = target;
        forged.ephemeral = *ephemeral.point();
        forged.second_ephemeral = *second.point();
        const Element second_base(key.second_base());
        const auto domain = encryption_domain(key, own.bytes(), forged.commitment, forged.body);
        forged.proof = prove({base, ephemeral, {{second_base, second}}}, rho, domain, random);

        CHECK(check_sealed(key, own, forged).error().is(errors::ciphertext_invalid));
        CHECK(make_partial({house.group, forged, own, {}}, house.shares[0], random)
                  .error()
                  .is(errors::ciphertext_invalid));
        CHECK(make_partial({house.group, target, own, {}}, house.shares[0], random)
                  .error()
                  .is(errors::ciphertext_invalid));
    }

    TEST_CASE("nothing is sealed to a group under a label of another one") {
        test::SeededRandom random;
        const auto house = test::House::found(2, {1, 2, 3});
        auto label = test::label_of(house.group);
        label.group[5] ^= 1;
        const auto secret = test::key_of(7);

        CHECK(Tdh2::seal(house.group.key(), label, test::pepper(), secret, random)
                  .error()
                  .is(errors::label_invalid));
        // Nor is it taken from whoever does so all the same.
        SealingCoins coins{SecretScalar::draw(random), Nonce::exactly(SecretScalar::draw(random))};
        const auto sealed = Tdh2::seal_with(
            house.group.key(), label.bytes(), test::pepper(), secret.ref(), std::move(coins));
        CHECK(
            check_sealed(house.group.key(), label, sealed).error().is(errors::ciphertext_invalid));
    }

    TEST_CASE("the same is sealed to other bytes each time") {
        test::SeededRandom random;
        const auto house = test::House::found(2, {1, 2, 3});
        const auto label = test::label_of(house.group);

        CHECK_FALSE(test::seal(house.group, label, random) ==
                    test::seal(house.group, label, random));
    }

    TEST_CASE("a label has one encoding") {
        test::SeededRandom random;
        const auto house = test::House::found(2, {1, 2, 3});
        const auto label = test::label_of(house.group);
        auto bytes = label.bytes();

        CHECK(*Label::parse(bytes) == label);
        bytes.push_back(0);
        CHECK(Label::parse(bytes).error().is(errors::label_invalid));
        for (std::size_t size = 0; size + 1 < bytes.size(); ++size) {
            CHECK(Label::parse(View(bytes).first(size)).error().is(errors::label_invalid));
        }
    }
}
