#include "sealwright/core/error.hpp"

#include "ends_itself.hpp"
#include "sealwright/core/result.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

TEST_SUITE("core/error") {
    TEST_CASE("public text keeps printable letters and replaces everything else") {
        CHECK(PublicText("a~ Z").str() == "a~ Z");
        CHECK(PublicText("two\nlines\x1b[31m").str() == "two?lines?[31m");
        CHECK(PublicText("\xc3\xa9\x7f").str() == "???");
        CHECK(PublicText(std::string_view("\0x", 2)).str() == "?x");
    }

    TEST_CASE("every one of the 256 bytes is shown as itself or as a question mark") {
        for (int number = 0; number < 256; ++number) {
            const std::string one(1, static_cast<char>(number));
            const auto shown = PublicText(one).str();

            CHECK(shown == (number >= 0x20 && number <= 0x7e ? one : "?"));
        }
    }

    TEST_CASE("public text ends after 160 letters") {
        CHECK(PublicText(std::string(160, 'a')).str().size() == 160);
        CHECK(PublicText(std::string(161, 'a')).str().size() == 160);
        CHECK(PublicText("").str().empty());
    }

    TEST_CASE("a fact shows its number, its text or its digest in hex") {
        Digest digest{};
        digest.front() = 0xab;

        CHECK(fact("count", 18'446'744'073'709'551'615U).render() == "count=18446744073709551615");
        CHECK(fact("name", "a\nb").render() == "name=a?b");
        CHECK(fact("digest", digest).render() == "digest=ab" + std::string(62, '0'));
    }

    TEST_CASE("a sentence is the meaning with its facts, and the advice adds remedy and code") {
        const Error plain(errors::io_failed);
        const Error told(errors::io_failed, {fact("path", "/x"), fact("errno", 2)});

        CHECK(plain.sentence() == "a file operation failed");
        CHECK(told.sentence() == "a file operation failed (path=/x, errno=2)");
        CHECK(told.advice() ==
              "a file operation failed (path=/x, errno=2); "
              "check the path, its owner, its mode and the disk [E1001 io-failed]");
    }

    TEST_CASE("an error carries at most four facts") {
        const std::vector<Fact> four(Error::facts_max, fact("n", 1));
        const std::vector<Fact> five(Error::facts_max + 1, fact("n", 1));

        CHECK(Error(errors::io_failed, four).facts().size() == 4);
        CHECK(test::ends_itself([&] { static_cast<void>(Error(errors::io_failed, five)); }));
    }
}
