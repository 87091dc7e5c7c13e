#include "sealwright/http/certificate.hpp"

#include "sealwright/http/errors.hpp"
#include "tls_client.hpp"

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace sealwright;

namespace {

constexpr std::uint64_t day_ms = 86'400'000;

struct Folder {
    std::string path = "/tmp/sealwright-certificate-XXXXXX";
    Folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string of(const std::string& name) const { return path + "/" + name; }
    [[nodiscard]] http::CertificateFiles authority() const { return {of("ca.pem"), of("ca.key")}; }
    [[nodiscard]] http::CertificateFiles server() const {
        return {of("server.pem"), of("server.key")};
    }
};

std::string text_of_file(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

unsigned mode_of(const std::string& path) {
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777U;
}

Now now() {
    return SystemClock{}.now();
}

}  // namespace

TEST_SUITE("http/certificate") {
    TEST_CASE("keys are readable for their owner only, certificates for all") {
        const Folder folder;

        REQUIRE(http::make_authority(folder.authority(), "test", now()).ok());
        REQUIRE(http::make_server_certificate(
                    folder.authority(), folder.server(), {"a.example", "10.0.0.1", "::1"}, now())
                    .ok());

        CHECK(mode_of(folder.of("ca.key")) == 0600);
        CHECK(mode_of(folder.of("server.key")) == 0600);
        CHECK(mode_of(folder.of("ca.pem")) == 0644);
        CHECK(mode_of(folder.of("server.pem")) == 0644);
    }

    TEST_CASE("the authority lives ten years, the server's certificate 397 days") {
        const Folder folder;
        const auto made = now();
        REQUIRE(http::make_authority(folder.authority(), "test", made).ok());
        REQUIRE(
            http::make_server_certificate(folder.authority(), folder.server(), {"a"}, made).ok());

        const auto authority = http::read_certificate(folder.of("ca.pem"));
        const auto server = http::read_certificate(folder.of("server.pem"));

        REQUIRE(authority.ok());
        REQUIRE(server.ok());
        CHECK(authority->not_after_ms / 1000 == (made.wall_ms + 3650 * day_ms) / 1000);
        CHECK(server->not_after_ms / 1000 == (made.wall_ms + 397 * day_ms) / 1000);
        CHECK(server->not_before_ms < made.wall_ms);
        CHECK(authority->spki != server->spki);
    }

    TEST_CASE("an authority that exists is not replaced") {
        const Folder folder;
        REQUIRE(http::make_authority(folder.authority(), "test", now()).ok());
        const auto key = text_of_file(folder.of("ca.key"));
        const auto certificate = text_of_file(folder.of("ca.pem"));

        const auto again = http::make_authority(folder.authority(), "test", now());

        REQUIRE_FALSE(again.ok());
        CHECK(again.error().is(errors::http_certificate_unwritable));
        CHECK(text_of_file(folder.of("ca.key")) == key);
        CHECK(text_of_file(folder.of("ca.pem")) == certificate);
    }

    TEST_CASE("a server's certificate can be made anew") {
        const Folder folder;
        REQUIRE(http::make_authority(folder.authority(), "test", now()).ok());
        REQUIRE(
            http::make_server_certificate(folder.authority(), folder.server(), {"a"}, now()).ok());
        const auto first = http::read_certificate(folder.of("server.pem"));

        REQUIRE(
            http::make_server_certificate(folder.authority(), folder.server(), {"a"}, now()).ok());

        CHECK(http::read_certificate(folder.of("server.pem"))->spki != first->spki);
    }

    TEST_CASE("a name that could say more than a name is refused, and no file appears") {
        const Folder folder;
        REQUIRE(http::make_authority(folder.authority(), "test", now()).ok());
        for (const auto* name : {"a,DNS:b", "a:b", "", "a b", "a/b", ".a", "*.a"}) {
            CAPTURE(name);
            const auto made =
                http::make_server_certificate(folder.authority(), folder.server(), {name}, now());
            REQUIRE_FALSE(made.ok());
            CHECK(made.error().is(errors::http_certificate_name));
            CHECK_FALSE(std::filesystem::exists(folder.of("server.key")));
        }
        CHECK_FALSE(
            http::make_server_certificate(folder.authority(), folder.server(), {}, now()).ok());
    }

    TEST_CASE("a PEM file gives the digest of its public key and the end of its validity") {
        const Folder folder;
        const auto identity = front_test::make_identity(0, 1000);
        std::ofstream(folder.of("node.pem")) << front_test::pem_of(identity);

        const auto facts = http::read_certificate(folder.of("node.pem"));

        REQUIRE(facts.ok());
        CHECK(facts->spki == identity.spki);
        CHECK(facts->not_after_ms > now().wall_ms + 990'000);
        CHECK(facts->not_after_ms <= now().wall_ms + 1'000'000);
    }

    TEST_CASE("a file that is no certificate is refused") {
        const Folder folder;
        std::ofstream(folder.of("text")) << "not a certificate\n";

        CHECK(http::read_certificate(folder.of("text"))
                  .error()
                  .is(errors::http_certificate_unreadable));
        CHECK(http::read_certificate(folder.of("nobody"))
                  .error()
                  .is(errors::http_certificate_unreadable));
    }
}
