// What a PKCS#11 return value means for us, and the Error it becomes.
//
// transient: open again, find again, try once more. auth_stop: never try again. gone: the token was
// taken away. bug: a value the standard does not allow there, or a vendor's own. Process: token.
#pragma once

#include "cryptoki.hpp"
#include "sealwright/core/error.hpp"

#include <string_view>

namespace sealwright::hsm::token {

enum class Kind { transient, auth_stop, gone, bug };

Kind kind_of(CK_RV value);

// `call` is a literal: the name of the PKCS#11 function.
Error failed(std::string_view call,
             CK_RV value,
             std::source_location place = std::source_location::current());

}  // namespace sealwright::hsm::token
