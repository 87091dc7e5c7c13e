// Wrapping: sealing a key to the custodians' groups, in the commit that makes the key.
//
// To the group in force, and to one that is being made. Process: keeper. Spec:
// docs/protocol/threshold.md section 10, docs/protocol/ceremony.md section 7.
#pragma once

#include "core.hpp"
#include "sealwright/hsm/client/key_opener.hpp"

namespace sealwright::keeper {

// A key, as its label says it.
struct Subject {
    threshold::Label::Purpose purpose{};
    VaultId vault;
    std::string vault_name;
    std::uint32_t version = 0;
};

// A group whose key is to be sealed to, and its pepper.
struct Addressee {
    threshold::GroupKey key;
    threshold::Pepper pepper;
};

Subject subject_of_service();
Subject subject_of(const Vault& vault);
threshold::Label label_of(const Installation& installation,
                          const Subject& subject,
                          const Digest& group,
                          std::uint64_t wall_ms);

// Everybody that a new key has to be sealed to.
Result<std::vector<Addressee>> addressees(const State& state, const Keyring& keyring);
Result<Addressee> addressee_of(const Custody& custody,
                               const KeptCeremony& staged,
                               const Keyring& keyring);

Result<void> wrap(Draft& draft,
                  const Addressee& to,
                  const Subject& subject,
                  const hsm::client::SharedKey& key,
                  std::uint64_t wall_ms,
                  Random& random);

// To every addressee.
Result<void> wrap_to_all(Draft& draft,
                         Core& core,
                         const Subject& subject,
                         const hsm::client::SharedKey& key);

}  // namespace sealwright::keeper
