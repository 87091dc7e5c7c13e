// A person's key pair as two PKCS#11 objects: found, made, checked, signed with.
//
// Both have the label `sealwright-person` and the same CKA_ID. The private half is used only while
// the card shows that it was made inside, was never extractable, cannot be changed, and signs and
// does nothing else. Process: token. Spec: docs/protocol/token.md section 8.
#pragma once

#include "quirks.hpp"
#include "sealwright/crypto/sign.hpp"
#include "session.hpp"

#include <optional>

namespace sealwright::hsm::token {

struct PersonKey {
    CK_OBJECT_HANDLE handle = 0;
    crypto::PublicKey key{};
};

// The one key with our label, checked; nothing when there is none. More than one is refused.
Result<std::optional<PersonKey>> find_person_key(const Session& session, const Quirks& quirks);

// Makes and checks a pair; one that does not pass is destroyed again.
Result<PersonKey> generate_person_key(const Session& session, const Quirks& quirks);

// Ed25519 (RFC 8032, no context, no prehash) over these 32 bytes, inside the card.
Result<crypto::Signature> sign_as_person(const Session& session,
                                         CK_OBJECT_HANDLE key,
                                         const Digest& digest);

}  // namespace sealwright::hsm::token
