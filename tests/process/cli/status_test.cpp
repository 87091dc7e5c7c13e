#include "fake_service.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

operate::TokenInfo token(const std::string& name, const std::string& state) {
    operate::TokenInfo info;
    info.name = name;
    info.state = state;
    info.serial = "0042" + name;
    if (state == "logged in") info.key_id.fill(0xab);
    return info;
}

operate::Status open_status() {
    operate::Status status;
    status.phase = operate::Phase::open;
    status.solo = true;
    status.installation = "installation-1";
    status.instance = "instance-1";
    status.environment = "trying";
    status.owner = "dana";
    status.token_group = "main";
    status.threshold = 2;
    status.tokens_ready = 2;
    status.revision = 7;
    status.sequence = 42;
    status.verifier_key = "sealwright/x+00+AA";
    status.vaults = 1;
    status.nodes = 1;
    status.tokens = {token("a", "logged in"), token("b", "logged in"), token("c", "stopped")};
    return status;
}

Ran status_of(const operate::Status& status, bool json = false) {
    FakeService service;
    service.on<operate::StatusAsk>(reply(status));
    return json ? service.run_json({"status"}) : service.run({"status"});
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli/status") {
    TEST_CASE(
        "an open service is exit 0, and a stopped token comes with the command that starts it") {
        const auto ran = status_of(open_status());

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "solo installation (for trying): one operator decides alone"));
        CHECK(says(ran.out, "2 of 3 ready, 2 needed"));
        CHECK(says(ran.out, "token c: sealwright token start c"));
        CHECK(ran.talk.empty());
    }

    TEST_CASE("status in JSON is one document with the fixed fields") {
        const auto ran = status_of(open_status(), true);

        CHECK(ran.exit == 0);
        CHECK(is_one_document(ran.out));
        CHECK(
            says(ran.out,
                 R"({"phase":"open","waits_for":"","solo":true,"installation":"installation-1")"));
        CHECK(says(
            ran.out,
            R"("revision":7,"journal":{"sequence":42},"tokens":[{"name":"a","state":"logged in")"));
        CHECK(says(
            ran.out,
            R"("threshold":2,"tokens_ready":2,"verifier_key":"sealwright/x+00+AA","vaults":1,"nodes":1)"));
    }

    TEST_CASE("an empty service is exit 2 and names init once every token is logged in") {
        operate::Status status;
        status.phase = operate::Phase::empty;
        status.tokens = {token("a", "no key"), token("b", "no key")};

        const auto ran = status_of(status);

        CHECK(ran.exit == 2);
        CHECK(says(ran.out, "sealwright init --solo --config FILE.toml"));
    }

    TEST_CASE("an empty service whose token waits for a PIN names the login first, and not init") {
        operate::Status status;
        status.phase = operate::Phase::empty;
        status.tokens = {token("a", "no key"), token("b", "waiting for pin")};

        const auto ran = status_of(status);

        CHECK(ran.exit == 2);
        CHECK(says(ran.out, "token b: sealwright token login b"));
        CHECK_FALSE(says(ran.out, "sealwright init"));
    }

    TEST_CASE("a locked service is exit 2 and says what it waits for") {
        auto status = open_status();
        status.phase = operate::Phase::locked;
        status.waits_for = "1 more token";

        CHECK(status_of(status).exit == 2);
        CHECK(says(status_of(status).out, "waits for:    1 more token"));
        CHECK(says(status_of(status, true).out, R"("phase":"locked","waits_for":"1 more token")"));
    }

    TEST_CASE("a locked service names its custodians when too few tokens still have the key") {
        auto locked = open_status();
        locked.phase = operate::Phase::locked;
        locked.threshold = 2;
        locked.tokens = {token("a", "no key"), token("b", "no key"), token("c", "logged in")};
        CHECK(says(status_of(locked).out, "sealwright recover begin --reason TEXT"));

        locked.tokens.front().state = "logged in";
        CHECK_FALSE(says(status_of(locked).out, "recover"));
    }

    TEST_CASE("what a token's process says cannot steer the terminal") {
        auto status = open_status();
        status.tokens.front().detail = "\x1b[2J\nverifier key: forged";

        const auto ran = status_of(status);
        const auto json = status_of(status, true);

        CHECK_FALSE(says(ran.out, "\x1b"));
        CHECK_FALSE(says(ran.out, "\nverifier key: forged"));
        CHECK(says(json.out, R"(\u001b[2J\u000averifier key: forged)"));
        CHECK(is_one_document(json.out));
    }

    TEST_CASE("without a service it says that sealwrightd or SEALWRIGHT_SOCKET is the cause") {
        const Folder folder;

        const auto ran = run_program({"--socket", folder.path("nobody.sock"), "status"});
        const auto json =
            run_program({"status", "--format=json", "--socket", folder.path("nobody.sock")});

        CHECK(ran.exit == 2);
        CHECK(ran.out.empty());
        CHECK(says(ran.talk, "sealwrightd does not run, or SEALWRIGHT_SOCKET is wrong"));
        CHECK(json.exit == 2);
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"({"error":{"code":"E2901","name":"cli-service-away")"));
    }

    TEST_CASE("a socket that this user may not open is a denial that names the group") {
        const Folder folder;
        std::filesystem::copy_file(program(), folder.path("sealwright"));
        FakeService service;
        std::filesystem::permissions(service.folder().path(""), std::filesystem::perms(0711));
        std::filesystem::permissions(folder.path(""), std::filesystem::perms(0755));
        std::filesystem::permissions(service.socket(), std::filesystem::perms::none);

        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const auto is_root = ::geteuid() == 0;
            if (is_root && (::setgroups(0, nullptr) != 0 || ::setuid(65534) != 0)) ::_exit(125);
            const auto copy = folder.path("sealwright");
            ::execl(copy.c_str(),
                    copy.c_str(),
                    "--socket",
                    service.socket().c_str(),
                    "status",
                    nullptr);
            ::_exit(127);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);

        CHECK(WEXITSTATUS(status) == 11);
        CHECK(service.asked().empty());
    }
}
