// Module: one vendor's PKCS#11 library in this process.
//
// Loaded from one absolute path that only root can change; no p11-kit configuration and no search
// path takes part (CVE-2026-2100 and its like). Finalised when it dies; never unloaded, since
// vendors' exit handlers would then run in unmapped memory. Process: token.
#pragma once

#include "cryptoki.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::hsm::token {

class Module {
public:
    static Result<Module> load(const std::string& path);
    ~Module();
    Module(Module&& other) noexcept;
    Module& operator=(Module&&) = delete;
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    Result<void> initialise();

    [[nodiscard]] const CK_FUNCTION_LIST& functions() const { return *functions_; }

private:
    explicit Module(const CK_FUNCTION_LIST* functions) : functions_(functions) {}

    const CK_FUNCTION_LIST* functions_;
    bool initialised_ = false;
};

}  // namespace sealwright::hsm::token
