#include "tls_client.hpp"

#include "sealwright/core/result.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>

namespace front_test {
using sealwright::check;
namespace {

// Ed25519 and Ed448 hash for themselves.
const EVP_MD* digest_for(const EVP_PKEY& key) {
    const int kind = EVP_PKEY_get_base_id(&key);
    return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448 ? nullptr : EVP_sha256();
}

}  // namespace

Identity make_identity(long from_s, long until_s) {
    return make_identity({EVP_EC_gen("P-256"), EVP_PKEY_free}, from_s, until_s);
}

Identity make_identity(std::shared_ptr<EVP_PKEY> key, long from_s, long until_s) {
    Identity made;
    made.key = std::move(key);
    made.certificate = std::shared_ptr<X509>(X509_new(), X509_free);
    auto* certificate = made.certificate.get();
    check(X509_set_version(certificate, X509_VERSION_3) == 1);
    check(ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1);
    check(X509_gmtime_adj(X509_getm_notBefore(certificate), from_s) != nullptr);
    check(X509_gmtime_adj(X509_getm_notAfter(certificate), until_s) != nullptr);
    check(X509_set_pubkey(certificate, made.key.get()) == 1);
    check(X509_sign(certificate, made.key.get(), digest_for(*made.key)) > 0);
    unsigned char* encoded = nullptr;
    const int size = i2d_PUBKEY(made.key.get(), &encoded);
    check(size > 0);
    crypto_hash_sha256(made.spki.data(), encoded, static_cast<unsigned long long>(size));
    OPENSSL_free(encoded);
    return made;
}

std::string pem_of(const Identity& identity) {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all);
    check(PEM_write_bio_X509(out.get(), identity.certificate.get()) == 1);
    std::string text(4096, '\0');
    const int size = BIO_read(out.get(), text.data(), static_cast<int>(text.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

TlsClient::TlsClient(std::uint16_t port, const Options& options)
    : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), tls_(nullptr, SSL_free) {
    std::signal(SIGPIPE, SIG_IGN);  // A server that refuses us may close before we have written.
    auto* context = context_.get();
    SSL_CTX_set_min_proto_version(context, options.version);
    SSL_CTX_set_max_proto_version(context, options.version);
    SSL_CTX_set_security_level(context, 0);  // A client may be as careless as it likes.
    if (options.identity != nullptr) {
        check(SSL_CTX_use_certificate(context, options.identity->certificate.get()) == 1);
        check(SSL_CTX_use_PrivateKey(context, options.identity->key.get()) == 1);
    }
    if (!options.authority.empty()) {
        check(SSL_CTX_load_verify_file(context, options.authority.c_str()) == 1);
    }
    tls_.reset(SSL_new(context));
    if (!options.alpn.empty()) {
        std::string list(1, static_cast<char>(options.alpn.size()));
        list += options.alpn;
        const auto bytes = sealwright::view_of(list);
        check(SSL_set_alpn_protos(tls_.get(), bytes.data(), static_cast<unsigned>(bytes.size())) ==
              0);
    }
    check(SSL_set1_host(tls_.get(), "localhost") == 1);

    socket_ = sealwright::Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{10, 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    if (::connect(socket_.number(), generic, sizeof address) != 0) return;
    SSL_set_fd(tls_.get(), socket_.number());
    connected_ = SSL_connect(tls_.get()) == 1;
}

std::string TlsClient::alpn() const {
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(tls_.get(), &name, &size);
    return std::string(sealwright::text_of({name, size}));
}

bool TlsClient::was_resumed_or_ticketed() const {
    const auto* session = SSL_get0_session(tls_.get());
    return SSL_session_reused(tls_.get()) == 1 || SSL_SESSION_has_ticket(session) == 1;
}

bool TlsClient::has_trusted_server() const {
    return connected_ && SSL_get_verify_result(tls_.get()) == X509_V_OK;
}

void TlsClient::send(const std::string& bytes) {
    check(try_send(bytes));
}

void TlsClient::update_key() {
    check(SSL_key_update(tls_.get(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1);
    check(SSL_do_handshake(tls_.get()) == 1);
}

bool TlsClient::try_send(const std::string& bytes) {
    return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

bool TlsClient::read_more() {
    char bytes[4096];
    const int count = SSL_read(tls_.get(), bytes, sizeof bytes);
    if (count > 0) received_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
}

Reply TlsClient::receive() {
    std::size_t head = std::string::npos;
    while ((head = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more()) return {};
    }
    Reply reply;
    reply.head = received_.substr(0, head + 4);
    received_.erase(0, head + 4);
    reply.status = std::stoi(reply.head.substr(9, 3));
    const auto at = reply.head.find("Content-Length: ");
    const auto size = static_cast<std::size_t>(std::stoul(reply.head.substr(at + 16)));
    while (received_.size() < size) {
        if (!read_more()) return {};
    }
    reply.body = received_.substr(0, size);
    received_.erase(0, size);
    return reply;
}

std::string TlsClient::receive_until(const std::string& mark) {
    std::size_t at = std::string::npos;
    while ((at = received_.find(mark)) == std::string::npos) {
        if (!read_more()) return {};
    }
    const auto come = received_.substr(0, at + mark.size());
    received_.erase(0, come.size());
    return come;
}

Reply TlsClient::put(const std::string& path, const std::string& body) {
    const auto reply = try_put(path, body);
    check(reply.status > 0);
    return reply;
}

Reply TlsClient::try_put(const std::string& path, const std::string& body) {
    const bool sent = try_send("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                               std::to_string(body.size()) + "\r\n\r\n" + body);
    return sent ? receive() : Reply{};
}

bool TlsClient::is_closed_by_server() {
    return is_closed_within(5'000);
}

bool TlsClient::is_closed_within(int milliseconds) {
    const timeval patience{milliseconds / 1'000, milliseconds % 1'000 * 1'000};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    errno = 0;
    if (!received_.empty() || read_more()) return false;
    const bool is_reset = errno == ECONNRESET;
    const int why = SSL_get_error(tls_.get(), -1);
    const bool said_goodbye = (SSL_get_shutdown(tls_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    return said_goodbye || is_reset || why == SSL_ERROR_SSL;
}

}  // namespace front_test
