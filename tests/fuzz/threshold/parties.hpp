// The same custodians, key and ciphertext in each run, for what is read back in another one.
#pragma once

#include "../../support/seeded_random.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/threshold/tdh2.hpp"

namespace sealwright::fuzz {

struct Parties {
    threshold::Session session = session_of_three();
    threshold::GroupKey key{*threshold::Element::base().point()};
    threshold::Label label = label_for(key);
    threshold::Ciphertext sealed = sealed_to(key, label);

private:
    static threshold::Session session_of_three() {
        test::SeededRandom random;
        std::vector<threshold::Member> members;
        for (std::uint64_t each = 1; each <= 3; ++each) {
            const auto identity = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random);
            members.push_back({*threshold::Index::make(each),
                               crypto::Signer::public_key(identity),
                               crypto::ExchangePair::generate(random).public_key()});
        }
        return *threshold::Session::make({}, *threshold::GroupSize::make(2, 3), members);
    }
    static threshold::Label label_for(const threshold::GroupKey& key) {
        threshold::Label label;
        label.environment = "trying";
        label.vault_name = "demo";
        label.version = 1;
        label.group = key.id();
        return label;
    }
    static threshold::Ciphertext sealed_to(const threshold::GroupKey& key,
                                           const threshold::Label& label) {
        test::SeededRandom random;
        const auto pepper = crypto::ShareSplitter::fresh_key<threshold::PepperTag>(random);
        const auto secret = crypto::ShareSplitter::fresh_key<crypto::ShareTag>(random);
        return *threshold::Tdh2::seal(key, label, pepper, secret, random);
    }
};

}  // namespace sealwright::fuzz
