// OpenSSL's X.509 objects, owned. Private to attest/parse.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

namespace sealwright::attest::x509 {

struct Release {
    void operator()(X509* certificate) const { ::X509_free(certificate); }
    void operator()(X509_CRL* list) const { ::X509_CRL_free(list); }
    void operator()(X509_STORE* store) const { ::X509_STORE_free(store); }
    void operator()(X509_STORE_CTX* context) const { ::X509_STORE_CTX_free(context); }
    void operator()(BIO* bio) const { ::BIO_free(bio); }
    void operator()(EXTENDED_KEY_USAGE* purposes) const { ::EXTENDED_KEY_USAGE_free(purposes); }
    // Only the stack: its certificates belong to others.
    void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
template <class Object>
using Owned = std::unique_ptr<Object, Release>;
using Certificate = Owned<X509>;
using RevocationList = Owned<X509_CRL>;

// What may be believed on the way from a leaf.
struct Anchors {
    const std::vector<Certificate>& roots;
    const std::vector<Certificate>& intermediates;
    const std::vector<RevocationList>& lists;
};

// Exactly one DER certificate; zeros or 0xff, with which NV storage is filled up, may stand behind.
Result<Certificate> read_certificate(View bytes);

// The root that a path ended at.
struct End {
    std::string name;
    Digest digest{};  // SHA-256 of its DER form.
};
// A path from `leaf` to a root, valid at `now_ms`.
Result<End> check_path(X509& leaf,
                       const std::vector<Certificate>& beside,
                       const Anchors& anchors,
                       std::uint64_t now_ms);

// An endorsement key enciphers or agrees on keys; an attestation key signs.
enum class Use { endorsement, attestation };
Result<void> check_use(X509& leaf, Use use);

Bytes key_info_of(X509& certificate);

}  // namespace sealwright::attest::x509
