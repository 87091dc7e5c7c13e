// Trust: whom the service believes about TPMs, from files that its operator chose.
//
// Roots and intermediates of the makers of TPMs, revocation lists, and, apart from them, roots of
// providers that certify attestation keys: a root believed for the one is not for the other. A list
// is in force for its issuer; an issuer without one revokes nobody. Process: verifier.
// Limits: 256 certificates and lists in all. Spec: docs/reference/configuration.md.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"

#include <memory>
#include <string>
#include <vector>

namespace sealwright::attest {

class Trust {
public:
    static constexpr std::size_t items_max = 256;

    enum class Kind { root, intermediate, revocation_list, provider };

    // Believes nobody yet.
    Trust();
    Trust(Trust&&) noexcept;
    Trust& operator=(Trust&&) noexcept;
    Trust(const Trust&) = delete;
    Trust& operator=(const Trust&) = delete;
    ~Trust();

    // Every certificate (or list) of a PEM text, at least one.
    Result<void> add(Kind kind, std::string_view pem);

    struct Endorsed {
        Bytes key;         // SubjectPublicKeyInfo of the leaf, as certified.
        std::string root;  // Its name, as public text.
        Digest anchor{};   // SHA-256 of its DER form.
    };
    // Whose certificate the first one is, the others being intermediates that came with it.
    [[nodiscard]] Result<Endorsed> endorsement(const std::vector<Bytes>& certificates,
                                               Now now) const;
    // The same for an attestation key and a provider.
    [[nodiscard]] Result<Endorsed> provision(const std::vector<Bytes>& certificates, Now now) const;

private:
    struct Store;
    std::unique_ptr<Store> store_;
};

}  // namespace sealwright::attest
