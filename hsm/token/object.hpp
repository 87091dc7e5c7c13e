// The token key as a PKCS#11 object: found, made, checked.
//
// Label `sealwright-kek-<generation>`, CKA_ID = token_key_id(serial, generation). A key is used
// only while the token shows that it was made inside, was never extractable, cannot be changed, and
// signs and does nothing else. Process: token. Limits: 1,024 secret keys are looked through. Spec:
// docs/protocol/token.md section 3.
#pragma once

#include "quirks.hpp"
#include "session.hpp"

#include <optional>
#include <string>

namespace sealwright::hsm::token {

struct KeyObject {
    CK_OBJECT_HANDLE handle = 0;
    std::uint32_t generation = 0;
};

// The one key with a label of ours, checked; nothing when there is none. More than one is refused.
Result<std::optional<KeyObject>> find_key(const Session& session,
                                          const std::string& serial,
                                          const Quirks& quirks);

// Makes and checks a key; one that does not pass is destroyed again.
Result<KeyObject> generate_key(const Session& session,
                               const std::string& serial,
                               std::uint32_t generation,
                               const Quirks& quirks);

}  // namespace sealwright::hsm::token
