#include "esys.hpp"

#include "sealwright/attest/evidence/errors.hpp"

#include <array>
#include <cstdlib>
#include <optional>

namespace sealwright::attest {
namespace {

struct Meaning {
    TSS2_RC code;
    const ErrorSpec* error;
};

constexpr std::array meanings = {
    Meaning{TPM2_RC_INITIALIZE, &errors::tpm_not_started},
    Meaning{TPM2_RC_FAILURE, &errors::tpm_defect},
    Meaning{TPM2_RC_LOCKOUT, &errors::tpm_locked_out},
    Meaning{TPM2_RC_OBJECT_MEMORY, &errors::tpm_no_room},
    Meaning{TPM2_RC_SESSION_MEMORY, &errors::tpm_no_room},
    Meaning{TPM2_RC_OBJECT_HANDLES, &errors::tpm_no_room},
    Meaning{TPM2_RC_SESSION_HANDLES, &errors::tpm_no_room},
    Meaning{TPM2_RC_MEMORY, &errors::tpm_no_room},
    Meaning{TPM2_RC_AUTH_FAIL, &errors::tpm_endorsement_owned},
    Meaning{TPM2_RC_BAD_AUTH, &errors::tpm_endorsement_owned},
    Meaning{TPM2_RC_HIERARCHY, &errors::tpm_endorsement_off},
    Meaning{TPM2_RC_CURVE, &errors::tpm_lacks},
    Meaning{TPM2_RC_ASYMMETRIC, &errors::tpm_lacks},
    Meaning{TPM2_RC_SCHEME, &errors::tpm_lacks},
    Meaning{TPM2_RC_HASH, &errors::tpm_lacks},
    Meaning{TPM2_RC_COMMAND_CODE, &errors::tpm_lacks},
};

}  // namespace

bool is_code(TSS2_RC code, TSS2_RC wanted) {
    if ((code & TSS2_RC_LAYER_MASK) != 0) return false;
    // Of format one the upper bits say which handle, session or parameter is meant.
    const auto plain = (code & TPM2_RC_FMT1) != 0 ? code & (TPM2_RC_FMT1 | 0x3fU) : code;
    return plain == wanted;
}

Result<std::unique_ptr<Esys>> Esys::open(const TpmAddress& address, TpmTransport::Limits limits) {
    // libtss2 would write to standard error, which belongs to nobody here.
    ::setenv("TSS2_LOG", "all+none", 1);
    TRY(transport, TpmTransport::open(address, limits));
    std::unique_ptr<Esys> esys(new Esys(std::move(transport)));
    TRY(esys->ran("Esys_Initialize",
                  Esys_Initialize(&esys->context_, esys->transport_->context(), nullptr)));
    return esys;
}

Esys::~Esys() {
    if (context_ != nullptr) Esys_Finalize(&context_);
}

Result<void> Esys::ran(const char* command, TSS2_RC code) const {
    if (code == TSS2_RC_SUCCESS) return done;
    if (transport_->failure()) return *transport_->failure();
    const std::vector<Fact> facts{fact("command", command),
                                  fact("rc", static_cast<std::uint64_t>(code))};
    for (const auto& meaning : meanings) {
        if (is_code(code, meaning.code)) return Error(*meaning.error, facts);
    }
    if ((code & TSS2_RC_LAYER_MASK) != 0) return Error(errors::tpm_answer, facts);
    return Error(errors::tpm_refused, facts);
}

Loaded& Loaded::operator=(Loaded&& other) noexcept {
    if (this != &other) {
        end();
        esys_ = std::exchange(other.esys_, nullptr);
        handle_ = other.handle_;
        rests_ = other.rests_;
    }
    return *this;
}

// Where the TPM does not answer any more nothing can be flushed: the next open does it.
void Loaded::end() {
    if (esys_ == nullptr) return;
    auto* const context = esys_->context();
    auto& transport = esys_->transport();
    esys_ = nullptr;
    if (rests_ == Rests::in_the_tpm) {
        Esys_TR_Close(context, &handle_);
        return;
    }
    if (transport.failure()) return;
    transport.begin_closing();
    if (Esys_FlushContext(context, handle_) != TSS2_RC_SUCCESS) Esys_TR_Close(context, &handle_);
}

}  // namespace sealwright::attest
