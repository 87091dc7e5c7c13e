// OpenSSL's objects with owners, and what we read from a certificate. Process: front, cli.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace sealwright::http {

template <auto free_function>
struct Free {
    template <class Object>
    void operator()(Object* object) const {
        free_function(object);
    }
};

using BioOwner = std::unique_ptr<BIO, Free<BIO_free_all>>;
using CertificateOwner = std::unique_ptr<X509, Free<X509_free>>;
using KeyOwner = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using ExtensionOwner = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using ContextOwner = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;

// Takes the oldest entry off OpenSSL's queue and empties it, so that no later call reads it.
Error openssl_error(const ErrorSpec& spec);

Result<ClientCertificate> facts_of(X509* certificate);

}  // namespace sealwright::http
