#include "return_value.hpp"

#include "sealwright/hsm/errors.hpp"

#include <array>
#include <utility>

namespace sealwright::hsm::token {
namespace {

struct Meaning {
    CK_RV value;
    Kind kind;
};

constexpr std::array meanings{
    Meaning{CKR_HOST_MEMORY, Kind::transient},
    Meaning{CKR_GENERAL_ERROR, Kind::transient},
    Meaning{CKR_FUNCTION_FAILED, Kind::transient},
    Meaning{CKR_FUNCTION_CANCELED, Kind::transient},
    Meaning{CKR_DEVICE_ERROR, Kind::transient},
    Meaning{CKR_DEVICE_MEMORY, Kind::transient},
    Meaning{CKR_KEY_HANDLE_INVALID, Kind::transient},
    Meaning{CKR_OBJECT_HANDLE_INVALID, Kind::transient},
    Meaning{CKR_OPERATION_ACTIVE, Kind::transient},
    Meaning{CKR_SESSION_CLOSED, Kind::transient},
    Meaning{CKR_SESSION_COUNT, Kind::transient},
    Meaning{CKR_SESSION_HANDLE_INVALID, Kind::transient},
    Meaning{CKR_PIN_INCORRECT, Kind::auth_stop},
    Meaning{CKR_PIN_INVALID, Kind::auth_stop},
    Meaning{CKR_PIN_LEN_RANGE, Kind::auth_stop},
    Meaning{CKR_PIN_EXPIRED, Kind::auth_stop},
    Meaning{CKR_PIN_LOCKED, Kind::auth_stop},
    Meaning{CKR_USER_NOT_LOGGED_IN, Kind::auth_stop},
    Meaning{CKR_USER_PIN_NOT_INITIALIZED, Kind::auth_stop},
    Meaning{CKR_USER_TYPE_INVALID, Kind::auth_stop},
    Meaning{CKR_USER_ANOTHER_ALREADY_LOGGED_IN, Kind::auth_stop},
    Meaning{CKR_USER_TOO_MANY_TYPES, Kind::auth_stop},
    Meaning{CKR_DEVICE_REMOVED, Kind::gone},
    Meaning{CKR_TOKEN_NOT_PRESENT, Kind::gone},
    Meaning{CKR_TOKEN_NOT_RECOGNIZED, Kind::gone},
    Meaning{CKR_SLOT_ID_INVALID, Kind::gone},
};

const ErrorSpec& spec_of(Kind kind) {
    switch (kind) {
        case Kind::transient:
            return errors::hsm_device_transient;
        case Kind::auth_stop:
            return errors::hsm_login_lost;
        case Kind::gone:
            return errors::hsm_device_gone;
        case Kind::bug:
            return errors::hsm_module_defect;
    }
    return errors::hsm_module_defect;
}

}  // namespace

Kind kind_of(CK_RV value) {
    for (const auto& meaning : meanings) {
        if (meaning.value == value) return meaning.kind;
    }
    return Kind::bug;
}

Error failed(std::string_view call, CK_RV value, std::source_location place) {
    return {
        spec_of(kind_of(value)), {fact("call", call), fact("ckr", std::uint64_t{value})}, place};
}

}  // namespace sealwright::hsm::token
