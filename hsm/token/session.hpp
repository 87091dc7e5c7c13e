// Session: the one session of this process with its token, and the one login. Closed when it dies;
// closing a token's last session logs out. Process: token.
#pragma once

#include "module.hpp"
#include "sealwright/hsm/pin_entry.hpp"

namespace sealwright::hsm::token {

class Session {
public:
    static Result<Session> open(const Module& module, CK_SLOT_ID slot);
    ~Session();
    Session(Session&& other) noexcept;
    Session& operator=(Session&& other) noexcept;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // hsm_pin_refused for every answer that does not surely mean something else than the PIN.
    Result<void> login(const PinEntry& pin);
    // The module says that this session is the user's (CVE-2023-40660).
    Result<void> check_logged_in() const;

    [[nodiscard]] CK_SESSION_HANDLE handle() const { return handle_; }
    [[nodiscard]] const CK_FUNCTION_LIST& functions() const { return *functions_; }

private:
    Session(const CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE handle)
        : functions_(functions), handle_(handle) {}
    void close();

    const CK_FUNCTION_LIST* functions_;
    CK_SESSION_HANDLE handle_;
};

}  // namespace sealwright::hsm::token
