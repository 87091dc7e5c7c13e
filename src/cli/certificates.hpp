// The service's own certificates on this host: where they lie, and making them for a new service.
//
// A configured certificate is taken as it is. Otherwise an authority and a server certificate lie
// in state/tls; what is there is kept, and a half of a pair is refused, because a new key in its
// place would lock every vault out. Process: cli (init, vault seal-config).
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/certificate.hpp"

#include <string>

namespace sealwright::cli {

struct ServiceCertificates {
    bool configured = false;           // By the operator: neither made nor changed here.
    std::string folder;                // state/tls
    http::CertificateFiles authority;  // Empty when configured.
    http::CertificateFiles server;
};

ServiceCertificates certificates_of(const config::Config& config);

enum class Prepared { configured, kept, made };

// Makes what is missing as a whole. As root the server's key is given to the front's user.
Result<Prepared> prepare_certificates(const config::Config& config, Now now);

}  // namespace sealwright::cli
