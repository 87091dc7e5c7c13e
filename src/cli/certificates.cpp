#include "certificates.hpp"

#include "errors.hpp"
#include "files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sealwright::cli {
namespace {

Error failed(const std::string& path) {
    return {errors::io_failed,
            {fact("path", path), fact("why", std::string_view(std::strerror(errno)))}};
}

// Both files or none.
Result<bool> pair_exists(const http::CertificateFiles& files) {
    const auto certificate = file_exists(files.certificate);
    const auto key = file_exists(files.key);
    if (certificate == key) return certificate;
    return Error(errors::cli_certificate_half,
                 {fact("missing", certificate ? files.key : files.certificate)});
}

Result<void> make_folder(const std::string& path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) != 0) {
        if (errno == EEXIST) return done;
        return failed(path);
    }
    // Past the umask: the front must reach its key in here.
    if (::chmod(path.c_str(), mode) != 0) return failed(path);
    return done;
}

// Only root can give a file away; whoever tries the service as a plain user runs the front as well.
Result<void> give_to_front(const std::string& key, std::uint32_t front_uid) {
    if (::geteuid() != 0) return done;
    if (::chown(key.c_str(), front_uid, gid_t(-1)) != 0) return failed(key);
    return done;
}

}  // namespace

ServiceCertificates certificates_of(const config::Config& config) {
    const auto folder = config.state + "/tls";
    ServiceCertificates certificates;
    certificates.folder = folder;
    certificates.server = {config.certificate, config.key};
    certificates.configured = config.certificate != folder + "/server.pem";
    if (!certificates.configured) certificates.authority = {folder + "/ca.pem", folder + "/ca.key"};
    return certificates;
}

Result<Prepared> prepare_certificates(const config::Config& config, Now now) {
    const auto certificates = certificates_of(config);
    TRY(has_server, pair_exists(certificates.server));
    if (certificates.configured) {
        if (has_server) return Prepared::configured;
        return Error(errors::cli_certificate_half, {fact("missing", config.certificate)});
    }
    TRY(has_authority, pair_exists(certificates.authority));
    if (has_server && !has_authority) {
        return Error(errors::cli_certificate_half,
                     {fact("missing", certificates.authority.certificate)});
    }
    TRY(make_folder(config.state, 0711));
    TRY(make_folder(certificates.folder, 0711));
    if (!has_authority) {
        TRY(http::make_authority(certificates.authority, "Sealwright " + config.environment, now));
    }
    if (!has_server) {
        TRY(http::make_server_certificate(
            certificates.authority, certificates.server, config.names, now));
    }
    TRY(give_to_front(certificates.server.key, config.front_uid));
    return has_server ? Prepared::kept : Prepared::made;
}

}  // namespace sealwright::cli
