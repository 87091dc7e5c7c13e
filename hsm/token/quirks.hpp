// Quirks: where a maker's PKCS#11 module differs from what we ask of every other.
//
// One row a maker, told by a part of the module's path; a module without a row has none. A quirk
// may widen what a check accepts only where the row says why nothing is lost. Private to hsm/token.
// Process: token. Spec: docs/protocol/token.md section 7.
#pragma once

#include "cryptoki.hpp"
#include "sealwright/core/bytes.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sealwright::hsm::token {

struct Quirks {
    std::string_view in_path;
    std::size_t pin_size_min = 1;
    // Its files need the care of softhsm.hpp.
    bool rewrites_token_files = false;
    // Empty: C_GenerateKey makes our key. Else the maker's own tool does, and it can write neither
    // raw bytes as CKA_ID (the 64 hexadecimal digits stand there) nor another CKA_VERIFY than true
    // (whoever may verify may sign as well, so it gives nobody anything).
    std::string_view key_tool{};

    [[nodiscard]] bool makes_keys() const { return key_tool.empty(); }
    [[nodiscard]] bool is_checked(CK_ATTRIBUTE_TYPE flag) const;
    // The CKA_ID that the key with this id has in such a token.
    [[nodiscard]] std::string stored_id(const Digest& id) const;
};

const Quirks& quirks_of(std::string_view module_path);

}  // namespace sealwright::hsm::token
