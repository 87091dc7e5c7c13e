// Whom a configuration lets the service believe about TPMs, and who parses what strangers send.
#include "toml_sample.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sealwright;
using namespace sealwright::config;
using namespace sealwright::config::sample;

namespace {

constexpr auto roots = "/etc/sealwright/tpm";

std::string with(const std::string& section) {
    return changed("[tokens]", section + "\n[tokens]");
}

FakeHost host_with(FileFacts folder) {
    FakeHost host;
    host.files[roots] = folder;
    return host;
}

// What is said when it is refused, which it has to be.
std::string refusal(const std::string& section, const FakeHost& host) {
    const auto checked = parse_toml(with(section), host);
    REQUIRE_FALSE(checked.ok());
    return checked.error().sentence();
}

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const std::string good_section = "[attestation]\nroots = \"/etc/sealwright/tpm\"";

}  // namespace

TEST_SUITE("config/trust") {
    TEST_CASE("a folder of roots that only root can change is taken") {
        const auto checked =
            parse_toml(with(good_section), host_with({FileFacts::Kind::folder, 0, 0755}));

        REQUIRE(checked.ok());
        CHECK(checked->config.attestation_roots == roots);
    }

    TEST_CASE("each other folder of roots is refused with what is wrong and what to do") {
        const auto key = std::string_view("attestation.roots");
        const auto missing = refusal(good_section, FakeHost());
        CHECK(says(missing, key));
        CHECK(says(missing, "there is no such folder"));
        CHECK(says(missing, "make it, with folders roots, intermediates and crls"));
        const auto file = refusal(good_section, host_with({FileFacts::Kind::regular, 0, 0644}));
        CHECK(says(file, "there is no such folder"));
        for (const auto& facts : {FileFacts{FileFacts::Kind::folder, 0, 0775},
                                  FileFacts{FileFacts::Kind::folder, 0, 0757},
                                  FileFacts{FileFacts::Kind::folder, 205, 0755}}) {
            const auto loose = refusal(good_section, host_with(facts));
            CHECK(says(loose, "others than root can change whom the service believes"));
            CHECK(says(loose, "chmod -R go-w"));
        }
        const auto folder = host_with({FileFacts::Kind::folder, 0, 0755});
        CHECK(says(refusal("[attestation]\nroots = \"tpm\"", folder), "absolute"));
        CHECK(says(refusal("[attestation]\nroots = 7", folder), "not a text"));
        CHECK(says(refusal("[attestation]\nroot = \"/a\"", folder), "no such key"));
    }

    TEST_CASE("the verifier's user is nobody else's, and not root") {
        for (const auto* other : {"\"sealwright-front\"",
                                  "\"sealwright-keeper\"",
                                  "\"sealwright-depot\"",
                                  "202",
                                  "0"}) {
            const auto said = refusal("[users]\nverifier = " + std::string(other), FakeHost());
            CHECK(says(said, "users"));
            CHECK(says(said, "it is the user of another process too"));
            CHECK(says(said, "give sealwright-verifier a user of its own"));
        }
        CHECK(says(refusal("[users]\nverifier = \"nobody-here\"", FakeHost()), "no account named"));
        CHECK(says(refusal("[users]\nverifier = \"sealwright-token\"", FakeHost()),
                   "it is the user of another process too"));
    }

    TEST_CASE("who does not run it as root has one user for everything") {
        FakeHost host;
        host.own_uid = 1000;
        host.files["/etc/sealwright/a"].uid = 1000;
        host.files["/etc/sealwright/a/pin"].uid = 1000;

        CHECK(parse_toml(with("[users]\nverifier = \"sealwright-front\""), host).ok());
    }
}
