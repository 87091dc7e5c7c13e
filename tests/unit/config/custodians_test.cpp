#include "sealwright/config/toml/custodians.hpp"

#include "sealwright/config/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using config::parse_custodians;

namespace {

std::string custodian(const std::string& person) {
    return "[[custodian]]\nperson = \"" + person +
           "\"\norganisation = \"bank\"\nplace = \"north\"\ndevice = \"laptop\"\n";
}

std::string sample() {
    return "threshold = 2\n" + custodian("dan") + custodian("eva");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    check(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

// The line and the key that a refusal of this text names.
void refused(const std::string& text, std::uint64_t line, const std::string& key) {
    CAPTURE(text);
    const auto read = parse_custodians(text);
    REQUIRE_FALSE(read.ok());
    const auto sentence = read.error().sentence();
    CAPTURE(sentence);
    CHECK(sentence.find("line=" + std::to_string(line) + ",") != std::string::npos);
    CHECK(sentence.find("key=" + key + ",") != std::string::npos);
}

}  // namespace

TEST_SUITE("config/custodians") {
    TEST_CASE("who is to hold shares is read as it stands") {
        const auto file = parse_custodians(sample());

        REQUIRE(file.ok());
        CHECK(file->threshold == 2);
        REQUIRE(file->custodians.size() == 2);
        CHECK(file->custodians[1].person == "eva");
        CHECK(file->custodians[1].organisation == "bank");
        CHECK(file->custodians[1].place == "north");
        CHECK(file->custodians[1].device == "laptop");
    }

    TEST_CASE("a threshold that nobody can reach, or that one reaches alone, is refused") {
        for (const auto* threshold : {"1", "3", "0", "-2", "258"}) {
            refused(replaced(sample(), "= 2", std::string("= ") + threshold), 1, "threshold");
        }
        CHECK_FALSE(parse_custodians("threshold = 2\n").ok());
    }

    TEST_CASE("one who stands there twice, and what is not known or missing, is refused") {
        refused(replaced(sample(), "eva", "dan"), 8, "custodian.person");
        refused(replaced(sample(), "device", "model"), 6, "custodian.model");
        refused(replaced(sample(), "place = \"north\"\n", ""), 2, "custodian.place");
        refused("colour = 1\n" + sample(), 1, "colour");
    }

    TEST_CASE("what no screen would show as it is, is refused") {
        refused(replaced(sample(), "bank", std::string(65, 'b')), 4, "custodian.organisation");
        refused(replaced(sample(), "north", "n\\u001b"), 5, "custodian.place");
        CHECK(parse_custodians(std::string(config::custodians_file_max + 1, '#'))
                  .error()
                  .is(errors::config_unreadable));
    }
}
