#include "activation.hpp"

#include "sealwright/attest/evidence/errors.hpp"

#include <tss2/tss2_mu.h>

namespace sealwright::attest {
namespace {

constexpr std::size_t secret_size = 32;

// A password of the endorsement key would do where it is one; this policy does for all others.
bool needs_policy(const LoadedKey& endorsing) {
    return (endorsing.area.publicArea.objectAttributes & TPMA_OBJECT_USERWITHAUTH) == 0;
}

Result<Loaded> policy_session(Esys& esys, TPMI_ALG_HASH hash) {
    TPMT_SYM_DEF none{};
    none.algorithm = TPM2_ALG_NULL;
    ESYS_TR session = ESYS_TR_NONE;
    TRY(esys.ran("TPM2_StartAuthSession",
                 Esys_StartAuthSession(esys.context(),
                                       ESYS_TR_NONE,
                                       ESYS_TR_NONE,
                                       ESYS_TR_NONE,
                                       ESYS_TR_NONE,
                                       ESYS_TR_NONE,
                                       nullptr,
                                       TPM2_SE_POLICY,
                                       &none,
                                       hash,
                                       &session)));
    Loaded loaded(esys, session, Loaded::Rests::in_memory);
    TRY(esys.ran("TPM2_PolicySecret",
                 Esys_PolicySecret(esys.context(),
                                   ESYS_TR_RH_ENDORSEMENT,
                                   session,
                                   ESYS_TR_PASSWORD,
                                   ESYS_TR_NONE,
                                   ESYS_TR_NONE,
                                   nullptr,
                                   nullptr,
                                   nullptr,
                                   0,
                                   nullptr,
                                   nullptr)));
    return loaded;
}

// What the TPM says of a credential for another key: that its parameters are wrong, or (libtpms,
// for an RSA endorsement key) that it failed, which it did not.
bool means_foreign(TSS2_RC code) {
    const auto names_parameter =
        (code & TSS2_RC_LAYER_MASK) == 0 && (code & TPM2_RC_FMT1) != 0 && (code & TPM2_RC_P) != 0;
    return names_parameter || is_code(code, TPM2_RC_FAILURE);
}

}  // namespace

Result<WipedBytes> activate_credential(Esys& esys,
                                       const LoadedKey& attesting,
                                       const LoadedKey& endorsing,
                                       View credential,
                                       View encrypted_secret) {
    TPM2B_ID_OBJECT blob{};
    TPM2B_ENCRYPTED_SECRET secret{};
    std::size_t blob_end = 0;
    std::size_t secret_end = 0;
    const auto read_blob =
        Tss2_MU_TPM2B_ID_OBJECT_Unmarshal(credential.data(), credential.size(), &blob_end, &blob);
    const auto read_secret = Tss2_MU_TPM2B_ENCRYPTED_SECRET_Unmarshal(
        encrypted_secret.data(), encrypted_secret.size(), &secret_end, &secret);
    if (read_blob != TSS2_RC_SUCCESS || blob_end != credential.size() ||
        read_secret != TSS2_RC_SUCCESS || secret_end != encrypted_secret.size()) {
        return errors::credential_invalid;
    }
    Loaded session;
    auto authorisation = ESYS_TR{ESYS_TR_PASSWORD};
    if (needs_policy(endorsing)) {
        TRY(opened, policy_session(esys, endorsing.area.publicArea.nameAlg));
        session = std::move(opened);
        authorisation = session.handle();
    }
    Answer<TPM2B_DIGEST> got;
    const auto code = Esys_ActivateCredential(esys.context(),
                                              attesting.loaded.handle(),
                                              endorsing.loaded.handle(),
                                              ESYS_TR_PASSWORD,
                                              authorisation,
                                              ESYS_TR_NONE,
                                              &blob,
                                              &secret,
                                              got.take());
    esys.transport().wipe_last_answer();
    if (means_foreign(code)) {
        return Error(errors::credential_foreign, {fact("rc", static_cast<std::uint64_t>(code))});
    }
    TRY(esys.ran("TPM2_ActivateCredential", code));
    WipedBytes activated(got->buffer, got->buffer + got->size);
    sodium_memzero(&*got, sizeof *got);
    if (activated.size() != secret_size) return errors::credential_invalid;
    return activated;
}

}  // namespace sealwright::attest
