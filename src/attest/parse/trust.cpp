#include "sealwright/attest/trust.hpp"

#include "sealwright/attest/errors.hpp"
#include "x509.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace sealwright::attest {

struct Trust::Store {
    std::vector<x509::Certificate> roots;
    std::vector<x509::Certificate> intermediates;
    std::vector<x509::Certificate> providers;
    std::vector<x509::RevocationList> lists;

    [[nodiscard]] std::size_t size() const {
        return roots.size() + intermediates.size() + providers.size() + lists.size();
    }
};

namespace {

// A file with a passphrase is refused, and nobody is asked for one.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

// Reads one after the other until the text has ended, in the one way that is no error.
template <class Object, class Read>
bool read_each(BIO* text, Read read, std::vector<x509::Owned<Object>>& into, std::size_t max) {
    std::size_t count = 0;
    while (count <= max) {
        x509::Owned<Object> each(read(text, nullptr, no_passphrase, nullptr));
        if (!each) break;
        into.push_back(std::move(each));
        ++count;
    }
    const auto code = ::ERR_peek_last_error();
    ::ERR_clear_error();
    const bool at_end =
        ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
    return at_end && count > 0 && count <= max;
}

// Who believes in a certificate that another one signed believes in that other one.
bool is_root(X509& certificate) {
    return ::X509_check_ca(&certificate) == 1 && ::X509_self_signed(&certificate, 1) == 1;
}

std::vector<x509::Certificate> intermediates_of(const std::vector<x509::Certificate>& all) {
    std::vector<x509::Certificate> rest;
    for (std::size_t index = 1; index < all.size(); ++index) {
        ::X509_up_ref(all[index].get());
        rest.emplace_back(all[index].get());
    }
    return rest;
}

Result<Trust::Endorsed> judge(const std::vector<Bytes>& certificates,
                              const x509::Anchors& anchors,
                              x509::Use use,
                              Now now) {
    if (certificates.empty()) return errors::certificate_missing;
    std::vector<x509::Certificate> all;
    for (const auto& each : certificates) {
        TRY(certificate, x509::read_certificate(each));
        all.push_back(std::move(certificate));
    }
    auto& leaf = *all.front();
    TRY(end, x509::check_path(leaf, intermediates_of(all), anchors, now.wall_ms));
    TRY(x509::check_use(leaf, use));
    return Trust::Endorsed{x509::key_info_of(leaf), std::move(end.name), end.digest};
}

}  // namespace

Trust::Trust() : store_(std::make_unique<Store>()) {
    // A file of OpenSSL's own could name code to load, and would be read when none can be opened.
    check(::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) == 1);
}
Trust::Trust(Trust&&) noexcept = default;
Trust& Trust::operator=(Trust&&) noexcept = default;
Trust::~Trust() = default;

Result<void> Trust::add(Kind kind, std::string_view pem) {
    const x509::Owned<BIO> text(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    check(text != nullptr);
    const auto room = items_max - store_->size();
    std::vector<x509::Certificate> certificates;
    const bool lists = kind == Kind::revocation_list;
    const bool whole =
        lists ? read_each<X509_CRL>(text.get(), ::PEM_read_bio_X509_CRL, store_->lists, room)
              : read_each<X509>(text.get(), ::PEM_read_bio_X509, certificates, room);
    if (!whole) return Error(errors::verifier_roots, {fact("why", "it is not PEM of its kind")});
    const bool anchors = kind == Kind::root || kind == Kind::provider;
    for (auto& each : certificates) {
        if (anchors && !is_root(*each)) {
            return Error(errors::verifier_roots, {fact("why", "a root that is not self-signed")});
        }
        auto& into = kind == Kind::root       ? store_->roots
                     : kind == Kind::provider ? store_->providers
                                              : store_->intermediates;
        into.push_back(std::move(each));
    }
    return done;
}

Result<Trust::Endorsed> Trust::endorsement(const std::vector<Bytes>& certificates, Now now) const {
    const x509::Anchors anchors{store_->roots, store_->intermediates, store_->lists};
    return judge(certificates, anchors, x509::Use::endorsement, now);
}

Result<Trust::Endorsed> Trust::provision(const std::vector<Bytes>& certificates, Now now) const {
    const x509::Anchors anchors{store_->providers, store_->intermediates, store_->lists};
    return judge(certificates, anchors, x509::Use::attestation, now);
}

}  // namespace sealwright::attest
