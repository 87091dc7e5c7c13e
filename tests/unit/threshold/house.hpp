// A group of custodians with something sealed to it.
#pragma once

#include "custodians.hpp"
#include "sealwright/threshold/combiner.hpp"
#include "vector_values.hpp"

namespace sealwright::test {

inline threshold::Pepper pepper() {
    return secret_of<threshold::PepperTag>(Bytes(32, 0x70));
}

inline threshold::Label label_of(const threshold::Group& group) {
    threshold::Label label;
    SeededRandom ids(77);
    label.installation = InstallationId::random(ids);
    label.environment = "trying";
    label.purpose = threshold::Label::Purpose::data_key;
    label.vault = VaultId::random(ids);
    label.vault_name = "demo";
    label.version = 3;
    label.created_ms = 1'700'000'000'000;
    label.group = group.key().id();
    return label;
}

// The key of 32 bytes 5a.
inline threshold::Ciphertext seal(const threshold::Group& group,
                                  const threshold::Label& label,
                                  Random& random) {
    return *threshold::Tdh2::seal(group.key(), label, pepper(), key_of(0x5a), random);
}

}  // namespace sealwright::test
