// What a release policy does and would do, as the person at the terminal sees it.
#include "fake_service.hpp"
#include "json_form.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/policy/release_policy.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

constexpr const char* tight = "version = 1\n[[rule]]\nname = \"tpm\"\nevidence = [\"tpm2\"]\n";
constexpr const char* loose =
    "version = 1\n[[rule]]\nname = \"two\"\nevidence = [\"tpm2\", \"pinned-key\"]\n";
constexpr const char* alone = "version = 1\n[[rule]]\nname = \"x\"\nsource = [\"10.0.0.0/8\"]\n";

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

policy::ReleasePolicy only_by_tpm() {
    return *policy::ReleasePolicy::make(
        {{"tpm", {policy::EvidenceOneOf{{claims::EvidenceKind::tpm2}}}}});
}

operate::PolicyShown shown(const policy::ReleasePolicy& policy) {
    return {wire::encode_public(policy), policy.digest(), 1'795'300'000'000, "uid 0 (pid 1)"};
}

// A service in which `tight` holds, and that takes every other policy.
void serve_tight(FakeService& service) {
    service.on<operate::PolicyShowAsk>(reply(shown(only_by_tpm())));
    service.on<operate::PolicySetAsk>([](const operate::PolicySetAsk& ask) {
        CHECK(ask.replaces == only_by_tpm().digest());
        return reply(shown(*wire::decode<policy::ReleasePolicy>(ask.policy)));
    });
}

}  // namespace

TEST_SUITE("cli/policy") {
    TEST_CASE(
        "policy set says what the lint warns of, and where evidence is missing sets nothing") {
        FakeService service;
        serve_tight(service);
        service.folder().write("open.toml",
                               "version = 1\n[[rule]]\nname = \"all\"\nnodes = [\"one\"]\n");
        service.folder().write("alone.toml", alone);

        const auto warned =
            service.run({"policy", "set", service.folder().path("open.toml"), "--looser"});
        const auto refused =
            service.run({"policy", "set", service.folder().path("alone.toml"), "--looser"});

        CHECK(warned.exit == 0);
        CHECK(says(warned.talk, "warning: rule all: takes evidence of every kind; name the kinds"));
        CHECK(refused.exit == 1);
        CHECK(says(refused.talk, "policy-context-alone"));
        CHECK(refused.out.empty());
    }

    TEST_CASE("the policy that holds is shown as a file that can be set again") {
        FakeService service;
        serve_tight(service);

        const auto ran = service.run({"policy", "show"});
        const auto json = service.run_json({"policy", "show"});
        service.folder().write("again.toml", ran.out);
        const auto again = run_program({"policy",
                                        "diff",
                                        service.folder().path("again.toml"),
                                        service.folder().path("again.toml")});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, to_hex(only_by_tpm().digest())));
        CHECK(says(ran.out, "uid 0 (pid 1)"));
        CHECK(is_one_document(json.out));
        CHECK(says(again.out, "equal"));
    }

    TEST_CASE("a policy that allows more is set only when that is said") {
        FakeService service;
        serve_tight(service);
        service.folder().write("loose.toml", loose);

        const auto refused = service.run({"policy", "set", service.folder().path("loose.toml")});
        CHECK(refused.exit == 1);
        CHECK(says(refused.talk, "E2980"));
        CHECK(says(refused.talk, "evidence=pinned-key"));
        CHECK(service.asked() == std::vector<std::uint16_t>{operate::PolicyShowAsk::type});

        const auto set =
            service.run({"policy", "set", service.folder().path("loose.toml"), "--looser"});
        CHECK(set.exit == 0);
        CHECK(says(set.out, "pinned-key"));
        CHECK(says(set.talk, "looser"));
    }

    TEST_CASE("a policy that rests on what proves nothing is refused before anything is asked") {
        FakeService service;
        serve_tight(service);
        service.folder().write("alone.toml", alone);

        const auto set = service.run({"policy", "set", service.folder().path("alone.toml")});
        const auto lint = run_program({"policy", "lint", service.folder().path("alone.toml")});

        CHECK(set.exit == 1);
        CHECK(says(set.talk, "E1714"));
        CHECK(service.asked().empty());
        CHECK(lint.exit == 1);
        CHECK(says(lint.talk, "term=source"));
    }

    TEST_CASE("cases that come out otherwise are exit 14 and are named") {
        const Folder folder;
        folder.write("p.toml", tight);
        folder.write("good.toml",
                     "[[case]]\nname = \"a\"\nexpect = \"allow\"\nevidence = \"tpm2\"\n");
        folder.write("bad.toml",
                     "[[case]]\nname = \"b\"\nexpect = \"deny\"\nevidence = \"tpm2\"\n");

        const auto good =
            run_program({"policy", "test", folder.path("p.toml"), folder.path("good.toml")});
        const auto bad =
            run_program({"policy", "test", folder.path("p.toml"), folder.path("bad.toml")});

        CHECK(good.exit == 0);
        CHECK(bad.exit == 14);
        CHECK(says(bad.out, "allow (wrong)"));
        CHECK(says(bad.talk, "1 cases, 1 wrong"));
    }

    TEST_CASE("what loosens is exit 14, what tightens is not, and both show a release") {
        const Folder folder;
        folder.write("tight.toml", tight);
        folder.write("loose.toml", loose);

        const auto looser =
            run_program({"policy", "diff", folder.path("tight.toml"), folder.path("loose.toml")});
        const auto tighter =
            run_program({"policy", "diff", folder.path("loose.toml"), folder.path("tight.toml")});

        CHECK(looser.exit == 14);
        CHECK(says(looser.out, "now allowed"));
        CHECK(tighter.exit == 0);
        CHECK(says(tighter.out, "now refused"));
    }

    TEST_CASE("an explanation names each term; a claim that is none is refused") {
        const Folder folder;
        folder.write("p.toml", tight);

        const auto ran = run_program(
            {"policy", "explain", folder.path("p.toml"), "--claim", "evidence=unix-peer"});
        const auto wrong =
            run_program({"policy", "explain", folder.path("p.toml"), "--claim", "colour=red"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "unix-peer"));
        CHECK(says(ran.talk, "refused:"));
        CHECK(wrong.exit == 1);
        CHECK(says(wrong.talk, "E1715"));
    }

    TEST_CASE("a node whose PCRs leave out its programs is warned about with exit 14") {
        const Folder folder;
        folder.write("p.toml", tight);

        const auto warned = run_program(
            {"policy", "lint", folder.path("p.toml"), "--pcrs", "one=0,7", "--pcrs", "two=11"});
        const auto wrong =
            run_program({"policy", "lint", folder.path("p.toml"), "--pcrs", "one=16"});

        CHECK(warned.exit == 14);
        CHECK(says(warned.out, "node one"));
        CHECK_FALSE(says(warned.out, "node two"));
        CHECK(wrong.exit == 1);
        CHECK(says(wrong.talk, "E2981"));
    }
}
