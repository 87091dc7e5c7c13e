#include "identify.hpp"

#include "errors.hpp"
#include "sealwright/attest/evidence/identity.hpp"
#include "sealwright/attest/evidence/pinned_key.hpp"
#include "sealwright/attest/evidence/tpm.hpp"
#include "sealwright/config/agent.hpp"
#include "sealwright/crypto/hash.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace sealwright::agent {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;  // A name of JSON, and its value.

std::string issuer_of(X509& certificate) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> text(::BIO_new(::BIO_s_mem()), &::BIO_free);
    check(text != nullptr);
    ::X509_NAME_print_ex(text.get(), ::X509_get_issuer_name(&certificate), 0, XN_FLAG_RFC2253);
    char* letters = nullptr;
    const auto size = ::BIO_get_mem_data(text.get(), &letters);
    if (size <= 0) return {};
    return PublicText({letters, static_cast<std::size_t>(size)}).str();
}

std::string serial_of(X509& certificate) {
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
        ::ASN1_INTEGER_to_BN(::X509_get0_serialNumber(&certificate), nullptr), &::BN_free);
    if (number == nullptr) return {};
    char* digits = ::BN_bn2hex(number.get());
    if (digits == nullptr) return {};
    std::string text(digits);
    ::OPENSSL_free(digits);
    return text;
}

// Of our own TPM, and believed by nobody: the service judges it by its roots.
void add_certificate(Lines& lines, const Bytes& der) {
    if (der.empty()) {
        lines.emplace_back("certificate", "none");
        return;
    }
    const auto* bytes = der.data();
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        ::d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), &::X509_free);
    if (!certificate) {
        lines.emplace_back("certificate", "cannot be read");
        return;
    }
    lines.emplace_back("certificate_issuer", issuer_of(*certificate));
    lines.emplace_back("certificate_serial", serial_of(*certificate));
}

Result<Lines> lines_of_tpm(const std::string& address, bool provider_key) {
    attest::TpmSettings settings;
    settings.address = address;
    settings.provider_key = provider_key;
    TRY(tpm, attest::Tpm::open(settings));
    TRY(identity, tpm.identity());
    TRY(known, attest::know(identity));
    Lines lines{{"evidence", "tpm2"},
                {"endorsement_key", to_hex(known.endorsement_key)},
                {"kind", known.kind}};
    add_certificate(lines, known.certificate);
    lines.emplace_back("attestation_key", to_hex(known.attestation_name));
    return lines;
}

Result<Lines> lines_of(const Arguments& arguments) {
    if (arguments.tpm) return lines_of_tpm(*arguments.tpm, false);
    TRY(config, config::load_compiled_agent(arguments.config));
    if (config.evidence == claims::EvidenceKind::tpm2) {
        return lines_of_tpm(config.tpm, config.provider_key);
    }
    if (config.evidence != claims::EvidenceKind::pinned_key) {
        return Error(errors::agent_identity_none,
                     {fact("evidence", claims::word_of(config.evidence))});
    }
    TRY(key, attest::PinnedKey::load(config.key_file()));
    return Lines{{"evidence", "pinned-key"}, {"key", to_hex(crypto::sha256(key.identity().key))}};
}

std::string json_of(const std::string& text) {
    std::string escaped = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') escaped += '\\';
        escaped += letter;
    }
    return escaped + "\"";
}

std::string for_people(const Lines& lines) {
    constexpr std::size_t width = 20;
    std::string text;
    for (const auto& [name, value] : lines) {
        auto label = name + ":";
        std::ranges::replace(label, '_', ' ');
        label.resize(width, ' ');
        text += label + value + "\n";
    }
    return text;
}

}  // namespace

Result<std::string> identify(const Arguments& arguments) {
    TRY(lines, lines_of(arguments));
    if (!arguments.is_json) return for_people(lines);
    std::string text;
    for (const auto& [name, value] : lines) {
        text += (text.empty() ? "{" : ",") + json_of(name) + ":" + json_of(value);
    }
    return text + "}\n";
}

}  // namespace sealwright::agent
