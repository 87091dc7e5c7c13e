#include "chain.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Chain long_chain(std::size_t size) {
    Chain chain;
    chain.add(journal::Kind::founded);
    while (chain.entries.size() < size) chain.add(journal::Kind::started);
    return chain;
}

}  // namespace

TEST_SUITE("cli/journal") {
    TEST_CASE("journal show prints entry, time, kind, who and what") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        const auto ran = service.run({"journal", "show"});

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "entry-5  2026-11-21 22:26:45 UTC  refusal"));
        CHECK(says(ran.out, "certificate 3f3f3f3f3f3f3f3f from 127.0.0.1:50000"));
        CHECK(says(ran.out, "operation=decrypt"));
        CHECK(says(ran.out, "uid 0 (pid 4711)"));
    }

    TEST_CASE("journal show in JSON carries every field of an entry") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        const auto ran = service.run_json({"journal", "show", "--last", "2"});

        CHECK(ran.exit == 0);
        CHECK(is_one_document(ran.out));
        CHECK(says(ran.out, R"({"head":6,)"));
        CHECK(says(ran.out, R"("entries":[{"id":"entry-5","sequence":5,)"));
        CHECK(says(ran.out, R"("kind":"refusal")"));
        CHECK(says(ran.out, R"("code":1701)"));
        CHECK_FALSE(says(ran.out, R"("sequence":4,)"));
    }

    TEST_CASE("journal show begins where it is told, and an end that is not there is no failure") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        const auto some = service.run({"journal", "show", "--from", "2", "--last", "2"});
        const auto beyond = service.run({"journal", "show", "--from", "100"});

        CHECK_FALSE(says(some.out, "entry-1"));
        CHECK(says(some.out, "entry-3"));
        CHECK_FALSE(says(some.out, "entry-4"));
        CHECK(beyond.exit == 0);
        CHECK(beyond.out == "No such entries.\n");
    }

    TEST_CASE("journal show asks for more pages than one when it must") {
        FakeService service;
        auto chain = long_chain(70);
        chain.serve_on(service, 16);

        const auto ran = service.run_json({"journal", "show", "--last", "60"});

        CHECK(says(ran.out, R"("entries":[{"id":"entry-11")"));
        CHECK(says(ran.out, R"("id":"entry-70")"));
    }

    TEST_CASE("an export holds the whole chain, ends signed, and is for its owner only") {
        FakeService service;
        auto chain = long_chain(40);
        chain.serve_on(service, 16);
        const auto file = service.folder().path("journal.export");

        const auto ran = service.run({"journal", "export", file});

        CHECK(ran.exit == 0);
        CHECK(chain.entries.size() == 41);
        CHECK(service.folder().read("journal.export") == chain.bundle());
        struct stat facts {};
        REQUIRE(::stat(file.c_str(), &facts) == 0);
        CHECK((facts.st_mode & 07777) == 0600);
        CHECK(run_program({"journal", "verify", file, "--key", chain.verifier_key()}).exit == 0);
    }

    TEST_CASE("an export that is refused leaves the older file as it was") {
        FakeService service;
        service.folder().write("journal.export", "older\n");
        service.on<operate::JournalAsk>(refuse(2400, "the service is locked", "log in tokens"));

        const auto ran =
            service.run({"journal", "export", service.folder().path("journal.export")});

        CHECK(ran.exit == 2);
        CHECK(service.folder().read("journal.export") == "older\n");
    }

    TEST_CASE("an export into a folder that is not there is exit 1 and leaves nothing behind") {
        FakeService service;
        auto chain = usual_chain();
        chain.serve_on(service);

        const auto ran = service.run_json({"journal", "export", service.folder().path("no/file")});

        CHECK(ran.exit == 1);
        CHECK(is_one_document(ran.out));
        CHECK(says(ran.out, "No such file or directory"));
    }

    TEST_CASE("a service whose chain does not hold is exported all the same, with exit 13") {
        FakeService service;
        auto chain = usual_chain();
        std::swap(chain.entries[1], chain.entries[2]);
        chain.serve_on(service);

        const auto ran =
            service.run({"journal", "export", service.folder().path("journal.export")});

        CHECK(ran.exit == 13);
        CHECK(says(ran.talk, "entry=2"));
        CHECK(service.folder().has("journal.export"));
    }
}
