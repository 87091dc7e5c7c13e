// Storage: what a maker or a cloud has left in the TPM's own storage: certificates in DER.
//
// Process: agent. Limits: 254 indices, a certificate of attest::certificate_max bytes. Spec: TCG EK
// Credential Profile 2.4 section 2.2.
#pragma once

#include "esys.hpp"
#include "sealwright/attest/messages.hpp"

#include <vector>

namespace sealwright::attest {

inline constexpr TPM2_NV_INDEX provider_certificate = 0x01c101d0;

class Storage {
public:
    // Asks the TPM once which indices it has.
    static Result<Storage> look_into(Esys& esys);

    [[nodiscard]] bool has(TPM2_NV_INDEX index) const;
    Result<Bytes> certificate(TPM2_NV_INDEX index);
    // Of those who issued the endorsement key's, at most `count`; often there is none.
    Result<std::vector<Bytes>> issuers(std::size_t count);

private:
    Storage(Esys& esys, std::vector<TPM2_NV_INDEX> indices)
        : esys_(&esys), indices_(std::move(indices)) {}

    Result<Bytes> read(TPM2_NV_INDEX index);
    Result<Bytes> read(TPM2_NV_INDEX index, ESYS_TR handle);

    Esys* esys_;
    std::vector<TPM2_NV_INDEX> indices_;
};

// The first DER element of `bytes` by its length; nothing when it is none or not all there.
std::optional<View> first_element(View bytes);

}  // namespace sealwright::attest
