#include "session.hpp"

#include "return_value.hpp"
#include "sealwright/hsm/errors.hpp"

#include <utility>

namespace sealwright::hsm::token {
namespace {

// What the standard asks for as `unsigned char*` and does not write to.
CK_UTF8CHAR_PTR borrowed(View bytes) {
    return const_cast<CK_UTF8CHAR_PTR>(bytes.data());
}

}  // namespace

Result<Session> Session::open(const Module& module, CK_SLOT_ID slot) {
    CK_SESSION_HANDLE handle = 0;
    const auto value = module.functions().C_OpenSession(
        slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle);
    if (value != CKR_OK) return failed("C_OpenSession", value);
    return Session(&module.functions(), handle);
}

Session::Session(Session&& other) noexcept
    : functions_(other.functions_), handle_(std::exchange(other.handle_, 0)) {}

Session& Session::operator=(Session&& other) noexcept {
    if (this != &other) {
        close();
        functions_ = other.functions_;
        handle_ = std::exchange(other.handle_, 0);
    }
    return *this;
}

Session::~Session() {
    close();
}

void Session::close() {
    if (handle_ != 0) functions_->C_CloseSession(handle_);
    handle_ = 0;
}

Result<void> Session::login(const PinEntry& pin) {
    const auto value = pin.show_to([this](View bytes) {
        return functions_->C_Login(handle_, CKU_USER, borrowed(bytes), bytes.size());
    });
    if (value == CKR_OK) return check_logged_in();
    // A vendor's own code may mean a wrong PIN as well; trying it again could lock the token.
    const auto kind = kind_of(value);
    if (kind == Kind::auth_stop || kind == Kind::bug) {
        return Error(errors::hsm_pin_refused,
                     {fact("call", "C_Login"), fact("ckr", std::uint64_t{value})});
    }
    return failed("C_Login", value);
}

Result<void> Session::check_logged_in() const {
    CK_SESSION_INFO info{};
    const auto value = functions_->C_GetSessionInfo(handle_, &info);
    if (value != CKR_OK) return failed("C_GetSessionInfo", value);
    if (info.state != CKS_RW_USER_FUNCTIONS) {
        return Error(errors::hsm_login_lost, {fact("state", std::uint64_t{info.state})});
    }
    return done;
}

}  // namespace sealwright::hsm::token
