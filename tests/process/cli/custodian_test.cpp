// What a custodian does at their own machine, as far as no service is asked.
#include "fake_service.hpp"
#include "sealwright/custody/custodian_file.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <filesystem>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

constexpr const char* passphrase = "correct horse battery staple";

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Of the least effort, so that each command is quick; `init` makes no such file.
std::string made_file(const Folder& folder) {
    SystemRandom random;
    const auto file = custody::CustodianFile::make(view_of(passphrase), {2, 64 * 1024}, random);
    REQUIRE(file.ok());
    const auto bytes = file->bytes(random);
    folder.write("shares", std::string(bytes.begin(), bytes.end()));
    REQUIRE(::chmod(folder.path("shares").c_str(), 0600) == 0);
    return folder.path("shares");
}

std::vector<std::string> custodian(const std::string& verb, const std::string& file) {
    return {"custodian", verb, "--file", file, "--passphrase-fd", "0"};
}

}  // namespace

TEST_SUITE("cli/custodian") {
    TEST_CASE("a new file is the custodian's alone, and is never written over another") {
        const Folder folder;
        const auto file = folder.path("shares");

        const auto made = run_program(custodian("init", file), passphrase);
        const auto again = run_program(custodian("init", file), "another passphrase here");

        CHECK(made.exit == 0);
        CHECK(says(made.talk, "Keep a copy elsewhere"));
        struct stat facts {};
        REQUIRE(::stat(file.c_str(), &facts) == 0);
        CHECK((facts.st_mode & 0777U) == 0600U);
        CHECK(again.exit == 1);
        CHECK(says(again.talk, "E3315"));
        CHECK(run_program(custodian("show", file), passphrase).exit == 0);
    }

    TEST_CASE("a short passphrase makes no file") {
        const Folder folder;

        const auto made = run_program(custodian("init", folder.path("shares")), "eleven byte");

        CHECK(made.exit == 1);
        CHECK(says(made.talk, "E3459"));
        CHECK_FALSE(folder.has("shares"));
    }

    TEST_CASE("a file that is wrong, open to others, or under another passphrase, says so") {
        const Folder folder;
        const auto file = made_file(folder);

        CHECK(says(run_program(custodian("show", file), "not the passphrase").talk, "E3456"));
        ::chmod(file.c_str(), 0640);
        CHECK(says(run_program(custodian("show", file), passphrase).talk, "E3345"));
        ::chmod(file.c_str(), 0600);
        std::filesystem::resize_file(file, 100);
        CHECK(says(run_program(custodian("show", file), passphrase).talk, "E3455"));
        std::filesystem::resize_file(file, custody::custodian_file_max + 1);
        CHECK(says(run_program(custodian("show", file), passphrase).talk, "E3345"));
        std::filesystem::remove(file);
        CHECK(says(run_program(custodian("show", file), passphrase).talk, "E3345"));
        std::filesystem::create_directory(file);
        CHECK(says(run_program(custodian("show", file), passphrase).talk, "E3345"));
    }

    TEST_CASE("an empty file says that it holds nothing, in both forms") {
        const Folder folder;
        const auto file = made_file(folder);
        auto as_json = custodian("show", file);
        as_json.insert(as_json.end(), {"--format", "json"});

        CHECK(says(run_program(custodian("show", file), passphrase).out, "holds no share yet"));
        CHECK(run_program(as_json, passphrase).out == "{\"shares\":[],\"parts\":[]}\n");
        CHECK(says(run_program(custodian("history", file), passphrase).out, "Nothing was done"));
    }

    TEST_CASE("another passphrase is in force at once, and the old one opens no more") {
        const Folder folder;
        const auto file = made_file(folder);

        const auto changed = run_program(custodian("passphrase", file),
                                         std::string(passphrase) + "\nfour other plain words\n");

        CHECK(changed.exit == 0);
        CHECK(run_program(custodian("show", file), "four other plain words").exit == 0);
        CHECK(says(run_program(custodian("show", file), passphrase).talk, "E3456"));
    }

    TEST_CASE("to join, refuse or end takes a person's key, and to contribute a share") {
        const Folder folder;
        const auto file = made_file(folder);
        const std::string id = "ceremony-00112233445566778899aabbccddeeff";
        FakeService service;

        CHECK(says(service.run({"custodian", "join", id, "--file", file}).talk, "E3320"));
        CHECK(says(service.run({"custodian", "refuse", id, "--reason", "no"}).talk, "E3320"));
        CHECK(says(service.run({"ceremony", "abort", id, "--reason", "no"}).talk, "E3320"));
        auto give = custodian("contribute", file);
        give.insert(give.end(), {"--address", "localhost:1", "--authority", "ca.pem"});
        CHECK(says(run_program(give, passphrase).talk, "E3463"));
        CHECK(service.asked().empty());
    }

    TEST_CASE("an id, an address or a kind that is none is refused before anything is asked") {
        const Folder folder;
        const auto file = made_file(folder);
        FakeService service;

        CHECK(service.run({"custodian", "join", "nothing", "--file", file}).exit == 1);
        CHECK(service.run({"ceremony", "show", "ceremony-zz"}).exit == 1);
        CHECK(says(
            service.run({"ceremony", "begin", "party", "--custodians", file, "--reason", "x"}).talk,
            "E2900"));
        auto give = custodian("contribute", file);
        give.insert(give.end(), {"--address", "nowhere", "--authority", "ca.pem"});
        CHECK(says(run_program(give, passphrase).talk, "E2900"));
        CHECK(service.asked().empty());
    }

    TEST_CASE("custodians of one place who could open alone, or stop all, are not proposed") {
        const Folder folder;
        std::string seats = "threshold = 2\n";
        for (const auto* name : {"dan", "eva", "fay"}) {
            seats += "[[custodian]]\nperson = \"" + std::string(name) +
                     "\"\norganisation = \"bank\"\nplace = \"" + name + "\"\ndevice = \"" + name +
                     "\"\n";
        }
        folder.write("crowded.toml", seats);
        folder.write("wrong.toml", "threshold = 2\n");
        FakeService service;
        const auto begin = [&](const std::string& file) {
            return service.run({"ceremony",
                                "begin",
                                "genesis",
                                "--custodians",
                                folder.path(file),
                                "--reason",
                                "first"});
        };

        const auto crowded = begin("crowded.toml");

        CHECK(crowded.exit == 1);
        CHECK(says(crowded.talk, "E3452"));
        CHECK(says(crowded.talk, "which=bank"));
        CHECK(says(begin("wrong.toml").talk, "wrong.toml: "));
        CHECK(service.asked().empty());
    }
}
