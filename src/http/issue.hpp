// Making certificates in memory: what stands in them. Process: cli.
#pragma once

#include "openssl.hpp"
#include "sealwright/core/now.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sealwright::http {

struct Issuer {
    X509* certificate;
    EVP_PKEY* key;
};

Result<KeyOwner> generate_key();
Result<CertificateOwner> issue_authority(EVP_PKEY* key, std::string_view name, Now now);
Result<CertificateOwner> issue_server(Issuer issuer,
                                      EVP_PKEY* key,
                                      const std::vector<std::string>& names,
                                      Now now);

}  // namespace sealwright::http
