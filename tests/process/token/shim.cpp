// A PKCS#11 module of the tests: SoftHSM behind it, trouble in front of it.
//
// SHIM_MODULE is the module behind; SHIM_LOGINS a file that grows by one byte a C_Login; SHIM_SIGN
// `<return value>:<count>` makes that many C_SignInit fail so; SHIM_SIGNS counts them all.
#include <p11-kit/pkcs11.h>

#include <dlfcn.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

CK_FUNCTION_LIST* behind = nullptr;
CK_FUNCTION_LIST list;
CK_RV trouble = CKR_OK;
unsigned long troubles_left = 0;

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

void count_in(const char* name) {
    const auto path = setting(name);
    if (!path.empty()) std::ofstream(path, std::ios::app) << 'x';
}

CK_RV counted_login(CK_SESSION_HANDLE session,
                    CK_USER_TYPE user,
                    CK_UTF8CHAR_PTR pin,
                    CK_ULONG size) {
    count_in("SHIM_LOGINS");
    return behind->C_Login(session, user, pin, size);
}

CK_RV troubled_sign(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
    count_in("SHIM_SIGNS");
    if (troubles_left > 0) {
        --troubles_left;
        return trouble;
    }
    return behind->C_SignInit(session, mechanism, key);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) CK_RV C_GetFunctionList(
    CK_FUNCTION_LIST_PTR_PTR out) {
    void* library = ::dlopen(setting("SHIM_MODULE").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return CKR_GENERAL_ERROR;
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    if (get == nullptr || get(&behind) != CKR_OK) return CKR_GENERAL_ERROR;
    const auto sign = setting("SHIM_SIGN");
    const auto colon = sign.find(':');
    if (colon != std::string::npos) {
        trouble = std::stoul(sign.substr(0, colon));
        troubles_left = std::stoul(sign.substr(colon + 1));
    }
    list = *behind;
    list.C_Login = &counted_login;
    list.C_SignInit = &troubled_sign;
    *out = &list;
    return CKR_OK;
}
