#include "sealwright/http/certificate.hpp"

#include "issue.hpp"
#include "openssl.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/http/errors.hpp"

#include <openssl/pem.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace sealwright::http {
namespace {

enum class Replace : std::uint8_t { never, yes };

// A PEM pass phrase would make OpenSSL ask at the terminal; we have none.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

Error unwritable(const std::string& path) {
    return {errors::http_certificate_unwritable,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

// Unbuffered, so that no copy of a key stays in a stdio buffer.
BioOwner bio_over(const Descriptor& file) {
    return BioOwner(BIO_new_fd(file.number(), BIO_NOCLOSE));
}

// `write` puts PEM into the file; it gets its name only once it is whole and on the disk.
template <class Write>
Result<void> write_file(const std::string& path, mode_t mode, Replace replace, Write write) {
    if (replace == Replace::never && ::access(path.c_str(), F_OK) == 0) {
        return Error(errors::http_certificate_unwritable, {fact("exists", path)});
    }
    const auto fresh = path + ".new";
    if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) return unwritable(fresh);
    Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file.is_open() || ::fchmod(file.number(), mode) != 0) return unwritable(fresh);
    const auto bio = bio_over(file);
    if (bio == nullptr || write(bio.get()) != 1) {
        return openssl_error(errors::http_certificate_unwritable);
    }
    if (::fsync(file.number()) != 0) return unwritable(fresh);
    if (replace == Replace::yes) {
        if (::rename(fresh.c_str(), path.c_str()) != 0) return unwritable(path);
        return done;
    }
    // link(2) refuses a name that somebody took since we looked; rename(2) would not.
    if (::link(fresh.c_str(), path.c_str()) != 0) return unwritable(path);
    if (::unlink(fresh.c_str()) != 0) return unwritable(fresh);
    return done;
}

Result<void> write_key(const std::string& path, EVP_PKEY* key, Replace replace) {
    return write_file(path, 0600, replace, [key](BIO* out) {
        return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

Result<void> write_certificate(const std::string& path, X509* certificate, Replace replace) {
    return write_file(path, 0644, replace, [certificate](BIO* out) {
        return PEM_write_bio_X509(out, certificate);
    });
}

Result<Descriptor> open_to_read(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.is_open()) return file;
    return Error(errors::http_certificate_unreadable,
                 {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
}

Result<CertificateOwner> load_certificate(const std::string& path) {
    TRY(file, open_to_read(path));
    const auto bio = bio_over(file);
    check(bio != nullptr);
    CertificateOwner certificate(PEM_read_bio_X509(bio.get(), nullptr, no_pass_phrase, nullptr));
    if (certificate == nullptr) return openssl_error(errors::http_certificate_unreadable);
    return certificate;
}

Result<KeyOwner> load_key(const std::string& path) {
    TRY(file, open_to_read(path));
    const auto bio = bio_over(file);
    check(bio != nullptr);
    KeyOwner key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
    if (key == nullptr) return openssl_error(errors::http_certificate_unreadable);
    return key;
}

Result<CertificateOwner> issue_by(const CertificateFiles& authority,
                                  EVP_PKEY* key,
                                  const std::vector<std::string>& names,
                                  Now now) {
    TRY(issuer, load_certificate(authority.certificate));
    TRY(issuer_key, load_key(authority.key));
    if (X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
        return openssl_error(errors::http_certificate_unreadable);
    }
    return issue_server({issuer.get(), issuer_key.get()}, key, names, now);
}

}  // namespace

Result<void> make_authority(const CertificateFiles& files, std::string_view name, Now now) {
    TRY(key, generate_key());
    TRY(certificate, issue_authority(key.get(), name, now));
    TRY(write_key(files.key, key.get(), Replace::never));
    return write_certificate(files.certificate, certificate.get(), Replace::never);
}

Result<void> make_server_certificate(const CertificateFiles& authority,
                                     const CertificateFiles& files,
                                     const std::vector<std::string>& names,
                                     Now now) {
    TRY(key, generate_key());
    TRY(certificate, issue_by(authority, key.get(), names, now));
    TRY(write_key(files.key, key.get(), Replace::yes));
    return write_certificate(files.certificate, certificate.get(), Replace::yes);
}

Result<void> renew_server_certificate(const CertificateFiles& authority,
                                      const CertificateFiles& files,
                                      const std::vector<std::string>& names,
                                      Now now) {
    TRY(key, load_key(files.key));
    TRY(certificate, issue_by(authority, key.get(), names, now));
    return write_certificate(files.certificate, certificate.get(), Replace::yes);
}

Result<ClientCertificate> read_certificate(const std::string& path) {
    TRY(certificate, load_certificate(path));
    return facts_of(certificate.get());
}

}  // namespace sealwright::http
