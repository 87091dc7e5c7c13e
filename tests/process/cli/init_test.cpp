#include "fake_service.hpp"
#include "json_form.hpp"
#include "sample_config.hpp"
#include "sealwright/http/certificate.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <filesystem>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

operate::Status status_in(operate::Phase phase, const std::string& token_state) {
    operate::Status status;
    status.phase = phase;
    operate::TokenInfo token;
    token.name = "a";
    token.state = token_state;
    status.tokens = {token};
    return status;
}

// A service that is empty until it is founded.
struct Founding {
    FakeService service;
    bool founded = false;

    explicit Founding(operate::Status before = status_in(operate::Phase::empty, "no key")) {
        service.folder().write("s.toml", sample_config(service.folder()));
        service.on<operate::StatusAsk>(reply(before));
        service.on<operate::InitAsk>([this](const operate::InitAsk& ask) {
            CHECK(ask.solo);
            founded = true;
            auto status = status_in(operate::Phase::open, "logged in");
            status.solo = true;
            status.installation = "installation-1";
            status.threshold = 2;
            status.verifier_key = "sealwright/x+00+AA";
            return reply(status);
        });
    }
    Ran run(bool json = false) {
        const std::vector<std::string> words{"init", "--solo", "--config", path("s.toml")};
        return json ? service.run_json(words) : service.run(words);
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return service.folder().path(name);
    }
    [[nodiscard]] bool has(const std::string& name) const { return service.folder().has(name); }
};

struct stat facts_of(const std::string& path) {
    struct stat facts {};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts;
}

}  // namespace

TEST_SUITE("cli/init") {
    TEST_CASE(
        "init makes the certificates, founds, and prints the verifier key on a line of its own") {
        Founding founding;

        const auto ran = founding.run();

        CHECK(ran.exit == 0);
        CHECK(founding.founded);
        CHECK(says(ran.out, "\nverifier key: sealwright/x+00+AA\n"));
        CHECK(says(ran.out, "installation-1"));
        CHECK(says(ran.talk, "Keep this line outside this host"));
        CHECK(http::read_certificate(founding.path("state/tls/server.pem")).ok());
        CHECK(http::read_certificate(founding.path("state/tls/ca.pem")).ok());
        CHECK((facts_of(founding.path("state/tls/server.key")).st_mode & 07777) == 0600);
        CHECK((facts_of(founding.path("state/tls")).st_mode & 07777) == 0711);
        if (::geteuid() == 0) {
            CHECK(facts_of(founding.path("state/tls/server.key")).st_uid == 64101);
            CHECK(facts_of(founding.path("state/tls/ca.key")).st_uid == 0);
        }
    }

    TEST_CASE("init in JSON is one document with the verifier key") {
        Founding founding;

        const auto ran = founding.run(true);

        CHECK(is_one_document(ran.out));
        CHECK(says(ran.out, R"("verifier_key":"sealwright/x+00+AA")"));
        CHECK(says(ran.out, R"("certificates":"made")"));
    }

    TEST_CASE("certificates that are there are kept") {
        Founding founding;
        REQUIRE(founding.run().exit == 0);
        const auto before = founding.service.folder().read("state/tls/server.pem");

        const auto again = founding.run(true);

        CHECK(says(again.out, R"("certificates":"kept")"));
        CHECK(founding.service.folder().read("state/tls/server.pem") == before);
    }

    TEST_CASE("half of a pair of certificates is refused, and nothing is founded or made") {
        Founding founding;
        REQUIRE(founding.run().exit == 0);
        founding.founded = false;
        std::filesystem::remove(founding.path("state/tls/ca.key"));
        const auto before = founding.service.folder().read("state/tls/server.pem");

        const auto ran = founding.run();

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "ca.key"));
        CHECK_FALSE(founding.founded);
        CHECK_FALSE(founding.has("state/tls/ca.key"));
        CHECK(founding.service.folder().read("state/tls/server.pem") == before);
    }

    TEST_CASE("a configured certificate is taken and no authority is made") {
        Founding founding;
        const http::CertificateFiles own{founding.path("own.pem"), founding.path("own.key")};
        REQUIRE(http::make_authority(own, "own", SystemClock().now()).ok());
        auto text = sample_config(founding.service.folder());
        const std::string listen = "[listen]\n";
        text.insert(text.find(listen) + listen.size(),
                    "certificate = \"" + own.certificate + "\"\nkey = \"" + own.key + "\"\n");
        founding.service.folder().write("s.toml", text);

        const auto ran = founding.run(true);

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, R"("certificates":"configured")"));
        CHECK_FALSE(founding.has("state"));
    }

    TEST_CASE("an installation that is open or locked is left alone, with exit 2") {
        for (const auto phase : {operate::Phase::open, operate::Phase::locked}) {
            Founding founding(status_in(phase, "logged in"));

            const auto ran = founding.run();

            CHECK(ran.exit == 2);
            CHECK_FALSE(founding.founded);
            CHECK_FALSE(founding.has("state"));
        }
    }

    TEST_CASE("a token that waits for its PIN is named with its command, and nothing is made") {
        Founding founding(status_in(operate::Phase::empty, "waiting for pin"));

        const auto ran = founding.run();

        CHECK(ran.exit == 2);
        CHECK(says(ran.talk, "sealwright token login a"));
        CHECK_FALSE(founding.founded);
        CHECK_FALSE(founding.has("state"));
    }

    TEST_CASE("init without --solo is refused before anything is read") {
        Founding founding;

        const auto ran = founding.service.run({"init", "--config", founding.path("s.toml")});

        CHECK(ran.exit == 1);
        CHECK(says(ran.talk, "--solo"));
        CHECK(founding.service.asked().empty());
        CHECK_FALSE(founding.has("state"));
    }
}
