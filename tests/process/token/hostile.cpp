// A hostile PKCS#11 module of the tests: SoftHSM behind it, and one fault at a chosen call.
//
// HOSTILE_MODULE is the module behind; HOSTILE_CALLS a file that grows by one byte a call;
// HOSTILE_FAULT `<fault>:<n>`. At the n-th call: `error` fails it, `hang` never returns, `crash`
// dereferences nothing; `gone` fails every one from there on. Whatever n is: `locked` refuses each
// login, `pretend` says that it worked, `short`, `long`, `silent` and `wanting` let C_Sign say 31
// bytes, say 64, write nothing, or want more room for ever.
#include <p11-kit/pkcs11.h>

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

CK_FUNCTION_LIST* behind = nullptr;
CK_FUNCTION_LIST list;
std::string fault;
unsigned long fault_at = 0;
unsigned long calls = 0;

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// What the fault makes of this call; CKR_OK lets it through.
CK_RV trouble() {
    ++calls;
    const auto path = setting("HOSTILE_CALLS");
    if (!path.empty()) std::ofstream(path, std::ios::app) << 'x';
    if (fault == "gone" && calls >= fault_at) return CKR_DEVICE_REMOVED;
    if (calls != fault_at) return CKR_OK;
    if (fault == "error") return CKR_DEVICE_ERROR;
    while (fault == "hang") ::pause();
    if (fault == "crash") *static_cast<volatile int*>(nullptr) = 1;
    return CKR_OK;
}

// The same call of the module behind, when there is no trouble.
template <auto Member, class Function>
struct Wrapped;

template <auto Member, class... Arguments>
struct Wrapped<Member, CK_RV (*)(Arguments...)> {
    static CK_RV call(Arguments... arguments) {
        const auto value = trouble();
        return value == CKR_OK ? (behind->*Member)(arguments...) : value;
    }
};

template <auto Member>
void wrap() {
    using Function = std::remove_reference_t<decltype(list.*Member)>;
    list.*Member = &Wrapped<Member, Function>::call;
}

CK_RV refusing_login(CK_SESSION_HANDLE session,
                     CK_USER_TYPE user,
                     CK_UTF8CHAR_PTR pin,
                     CK_ULONG size) {
    const auto value = trouble();
    if (value != CKR_OK) return value;
    if (fault == "pretend") return CKR_OK;
    return fault == "locked" ? CKR_PIN_LOCKED : behind->C_Login(session, user, pin, size);
}

CK_RV lying_sign(CK_SESSION_HANDLE session,
                 CK_BYTE_PTR data,
                 CK_ULONG data_size,
                 CK_BYTE_PTR signature,
                 CK_ULONG_PTR size) {
    const auto value = trouble();
    if (value != CKR_OK) return value;
    if (fault == "wanting") return CKR_BUFFER_TOO_SMALL;
    if (fault == "silent") return CKR_OK;
    const auto signed_well = behind->C_Sign(session, data, data_size, signature, size);
    if (fault == "short") *size = 31;
    if (fault == "long") *size = 64;
    return signed_well;
}

void wrap_all() {
    wrap<&CK_FUNCTION_LIST::C_GetSlotList>();
    wrap<&CK_FUNCTION_LIST::C_GetTokenInfo>();
    wrap<&CK_FUNCTION_LIST::C_OpenSession>();
    wrap<&CK_FUNCTION_LIST::C_GetSessionInfo>();
    wrap<&CK_FUNCTION_LIST::C_FindObjectsInit>();
    wrap<&CK_FUNCTION_LIST::C_FindObjects>();
    wrap<&CK_FUNCTION_LIST::C_FindObjectsFinal>();
    wrap<&CK_FUNCTION_LIST::C_GetAttributeValue>();
    wrap<&CK_FUNCTION_LIST::C_SignInit>();
    list.C_Login = &refusing_login;
    list.C_Sign = &lying_sign;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) CK_RV C_GetFunctionList(
    CK_FUNCTION_LIST_PTR_PTR out) {
    void* library = ::dlopen(setting("HOSTILE_MODULE").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return CKR_GENERAL_ERROR;
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    if (get == nullptr || get(&behind) != CKR_OK) return CKR_GENERAL_ERROR;
    const auto ordered = setting("HOSTILE_FAULT");
    const auto colon = ordered.find(':');
    fault = ordered.substr(0, colon);
    if (colon != std::string::npos) fault_at = std::stoul(ordered.substr(colon + 1));
    list = *behind;
    wrap_all();
    *out = &list;
    return CKR_OK;
}
