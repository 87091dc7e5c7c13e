// Authority: certificates as a maker of TPMs, or somebody who would like to be one, could issue
// them.
//
// Made with OpenSSL at each run; every field that a check looks at can be said otherwise.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sealwright::test {

// Within which all certificates here are valid, unless they say otherwise.
inline constexpr std::uint64_t noon_ms = 1'800'000'000'000;

struct Shape {
    std::string name = "leaf";
    std::string constraints = "critical,CA:FALSE";
    std::string purpose = "2.23.133.8.1";  // Empty: none.
    std::string usage = "critical,keyEncipherment";
    std::string more_name;   // A further extension, by OpenSSL's name,
    std::string more_value;  // and its value.
    std::int64_t from_s = -86'400;
    std::int64_t until_s = 86'400;
    const EVP_MD* digest = EVP_sha256();
    long serial = 7;
};

Shape authority_shape(std::string name);

class Authority {
public:
    static Authority root(const std::string& name);
    // One that this one has certified.
    [[nodiscard]] Authority below(const std::string& name) const;

    // DER of a certificate over a SubjectPublicKeyInfo.
    [[nodiscard]] Bytes certify(View key_info, const Shape& shape) const;
    // PEM of a list that revokes these serial numbers; it ends `until_s` behind noon.
    [[nodiscard]] std::string list(const std::vector<long>& serials, std::int64_t until_s) const;

    [[nodiscard]] std::string pem() const;
    [[nodiscard]] const Bytes& der() const { return der_; }
    [[nodiscard]] Bytes key_info() const;

private:
    struct Release {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
        void operator()(X509* certificate) const { X509_free(certificate); }
    };

    std::unique_ptr<EVP_PKEY, Release> key_;
    std::unique_ptr<X509, Release> certificate_;
    Bytes der_;
};

std::string pem_of(View der);

}  // namespace sealwright::test
