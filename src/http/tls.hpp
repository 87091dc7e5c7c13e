// The TLS rules of our listener and of our client. Process: front, agent. Spec:
// docs/protocol/seal.md section 1.
#pragma once

#include "openssl.hpp"
#include "sealwright/http/server.hpp"

namespace sealwright::http {

Result<ContextOwner> make_tls_context(const KeyFiles& files);
// Of a client; with an `authority` (a PEM file) it checks who answers.
Result<ContextOwner> make_client_context(const std::string& authority);

// The certificate whose key the peer has shown to hold; none is not a failure.
Result<std::optional<ClientCertificate>> peer_certificate(SSL* tls);

}  // namespace sealwright::http
