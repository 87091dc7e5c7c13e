#include "fake_service.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("cli/format") {
    TEST_CASE("the global options work before and after a command") {
        FakeService service;
        service.on<operate::NodesAsk>(reply(operate::Nodes{}));

        const auto before = service.run({"--format", "json", "node", "list"});
        const auto after = service.run({"node", "list", "--format", "json"});

        CHECK(before.exit == 0);
        CHECK(before.out == "{\"nodes\":[]}\n");
        CHECK(after.out == before.out);
    }

    TEST_CASE("SEALWRIGHT_SOCKET names the socket, and --socket wins over it") {
        FakeService service;
        service.on<operate::NodesAsk>(reply(operate::Nodes{}));

        const auto by_variable = service.run_by_variable({"node", "list"});
        const auto by_option = service.run_by_variable(
            {"node", "list", "--socket", service.folder().path("nobody.sock")});

        CHECK(by_variable.exit == 0);
        CHECK(by_option.exit == 2);
        CHECK(service.asked().size() == 1);
    }

    TEST_CASE("a command line that is none is exit 1 in both formats, and asks nothing") {
        FakeService service;
        for (const auto& words : {std::vector<std::string>{},
                                  {"nonsense"},
                                  {"token"},
                                  {"token", "stop"},
                                  {"node", "list", "more"},
                                  {"status", "--format", "yaml"},
                                  {"journal", "show", "--last", "0"},
                                  {"token", "login", "a", "123456"},
                                  {"token", "login", "a", "-", "--from-fd", "3"}}) {
            const auto ran = service.run(words);
            CHECK(ran.exit == 1);
            CHECK(ran.out.empty());
            CHECK(says(ran.talk, "code: E2900 cli-usage"));
        }
        const auto json = service.run_json({"nonsense"});

        CHECK(json.exit == 1);
        CHECK(is_one_document(json.out));
        CHECK(service.asked().empty());
    }

    TEST_CASE("help and version are data and exit 0") {
        CHECK(run_program({"--help"}).exit == 0);
        CHECK(says(run_program({"vault", "seal-config", "--help"}).out, "--client-cert"));
        CHECK(says(run_program({"--version"}).out, "sealwright "));
    }

    TEST_CASE("no option takes a PIN") {
        const auto help = run_program({"token", "login", "--help"}).out;

        CHECK(says(help, "--from-fd"));
        CHECK_FALSE(says(help, "--pin"));
    }

    TEST_CASE("a refusal prints what, what to do and its code, and is exit 2") {
        FakeService service;
        service.on<operate::NodesAsk>(refuse(2400, "the service is locked", "log in tokens"));

        const auto ran = service.run({"node", "list"});
        const auto json = service.run_json({"node", "list"});

        CHECK(ran.exit == 2);
        CHECK(ran.out.empty());
        CHECK(ran.talk ==
              "what: the service is locked\ndo:   log in tokens\ncode: E2400 keeper-locked\n");
        CHECK(json.exit == 2);
        CHECK(json.out ==
              "{\"error\":{\"code\":\"E2400\",\"name\":\"keeper-locked\",\"what\":\"the service is "
              "locked\",\"do\":\"log in tokens\"}}\n");
    }

    TEST_CASE("a refusal by policy or for who asks is exit 11, of a broken journal exit 13") {
        FakeService service;
        for (const auto& [code, exit] : {std::pair{1701, 11}, {2419, 11}, {1304, 11}, {1600, 13}}) {
            service.on<operate::NodesAsk>(
                refuse(static_cast<std::uint16_t>(code), "no", "nothing"));
            CHECK(service.run({"node", "list"}).exit == exit);
        }
    }

    TEST_CASE("an answer of another kind is not believed") {
        FakeService service;
        service.on<operate::NodesAsk>(reply(operate::Vaults{}));

        const auto ran = service.run({"node", "list"});

        CHECK(ran.exit == 2);
        CHECK(ran.out.empty());
        CHECK(says(ran.talk, "E2903"));
    }

    TEST_CASE("text that is not UTF-8 still makes valid JSON") {
        FakeService service;
        operate::NodeInfo node;
        node.name = "n\xff\xc3\xa4\"\\\x01";
        service.on<operate::NodesAsk>(reply(operate::Nodes{{node}}));

        const auto ran = service.run_json({"node", "list"});

        CHECK(is_one_document(ran.out));
        CHECK(says(ran.out, R"("name":"n\ufffd\u00e4\"\\\u0001")"));
    }
}
