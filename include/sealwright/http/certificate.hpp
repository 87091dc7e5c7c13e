// X.509 files: the service's own authority and certificate, and what a client's PEM file says.
//
// EC P-256 throughout. A private key is written with mode 0600 and lives in memory only inside the
// call. An authority that exists is never replaced; a server certificate is, under a new name
// first. Process: cli (`init`, `node add`, `anchor accept`, `certificate renew`), front (reading
// only). Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"

#include <string>
#include <vector>

namespace sealwright::http {

struct CertificateFiles {
    std::string certificate;
    std::string key;
};

// Ten years; signs server certificates and nothing else.
Result<void> make_authority(const CertificateFiles& files, std::string_view name, Now now);

// 397 days. Each of `names` is a DNS name or an IP address and becomes a subject alternative name.
Result<void> make_server_certificate(const CertificateFiles& authority,
                                     const CertificateFiles& files,
                                     const std::vector<std::string>& names,
                                     Now now);

// The same key and names of today, another 397 days; one file changes, under a new name first.
Result<void> renew_server_certificate(const CertificateFiles& authority,
                                      const CertificateFiles& files,
                                      const std::vector<std::string>& names,
                                      Now now);

// The first certificate of a PEM file, and nothing about who signed it.
Result<ClientCertificate> read_certificate(const std::string& path);

// A certificate by which others are to be believed.
struct Authority {
    Digest digest{};      // SHA-256 of its DER form.
    std::string subject;  // As public text.
    std::uint64_t not_before_ms = 0;
    std::uint64_t not_after_ms = 0;
    bool is_root = false;  // An authority that signed itself.
};

// The certificates of a PEM text, at least one; of more than two the first two.
Result<std::vector<Authority>> read_authorities(std::string_view pem);

}  // namespace sealwright::http
