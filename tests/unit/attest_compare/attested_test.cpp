#include "forged.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using attest::judge_quote;
using test::forged_quote;
using test::forged_rule;
using test::ForgedAttest;
using test::is_refused;
using test::selection;
using test::selections;

namespace {

constexpr std::uint16_t sha1_bank = 0x0004;
constexpr std::uint16_t sha256_bank = 0x000b;

attest::Judgement judged(const std::function<void(ForgedAttest&)>& change) {
    return judge_quote(forged_rule(), forged_quote(change));
}

}  // namespace

TEST_SUITE("attest_compare/attested") {
    TEST_CASE("what is changed below passes when it is not changed") {
        CHECK(judged([](ForgedAttest&) {}).is_accepted());
    }

    TEST_CASE("a binding that is cut short, prolonged or missing is another one") {
        CHECK(is_refused(judged([](auto& attest) { attest.extra_data.pop_back(); }),
                         "binding",
                         errors::quote_binding));
        CHECK(is_refused(judged([](auto& attest) { attest.extra_data.push_back(0); }),
                         "binding",
                         errors::quote_binding));
        CHECK(is_refused(judged([](auto& attest) { attest.extra_data.clear(); }),
                         "binding",
                         errors::quote_binding));
    }

    TEST_CASE("a selection of another bank, of two, of none or in another width is refused") {
        const auto good = selection(sha256_bank, {0x81, 0, 0});
        const auto old = selection(sha1_bank, {0x81, 0, 0});
        for (const auto& wrong : {selections(1, {old}),
                                  selections(2, {good, old}),
                                  selections(2, {good, good}),
                                  selections(0, {}),
                                  selections(1, {selection(sha256_bank, {0, 0, 0})}),
                                  selections(1, {selection(sha256_bank, {0x81, 0, 0, 0})}),
                                  selections(1, {selection(sha256_bank, {0x81, 0})}),
                                  selections(1, {selection(sha256_bank, {0x81, 0, 1})})}) {
            CHECK(is_refused(judged([&](auto& attest) { attest.selections = wrong; }),
                             "pcr set",
                             errors::quote_pcr_set));
        }
    }

    TEST_CASE("a structure that lies about a size, goes on or ends early is refused") {
        const auto good = selection(sha256_bank, {0x81, 0, 0});
        for (const auto& wrong : {selections(3, {good}),
                                  selections(17, {good}),
                                  selections(17, std::vector<Bytes>(17, good)),
                                  selections(0xffffffff, {good}),
                                  selections(1, {selection(sha256_bank, {0x81, 0, 0, 0, 0})})}) {
            CHECK(is_refused(judged([&](auto& attest) { attest.selections = wrong; }),
                             "attested",
                             errors::quote_shape));
        }
        for (const std::function<void(ForgedAttest&)>& change :
             {std::function<void(ForgedAttest&)>([](auto& attest) { attest.behind = {0}; }),
              std::function<void(ForgedAttest&)>([](auto& attest) { attest.safe = 2; }),
              std::function<void(ForgedAttest&)>(
                  [](auto& attest) { attest.extra_data.assign(67, 0); }),
              std::function<void(ForgedAttest&)>(
                  [](auto& attest) { attest.pcr_digest.assign(65, 0); })}) {
            CHECK(is_refused(judged(change), "attested", errors::quote_shape));
        }
    }

    TEST_CASE("a structure that ends at any byte before its end is refused") {
        const auto whole = forged_quote([](ForgedAttest&) {});
        const test::SoftwareKey key;
        for (std::size_t size = 0; size < whole.attested.size(); ++size) {
            CAPTURE(size);
            auto cut = whole;
            cut.attested.resize(size);
            cut.signature = key.sign(cut.attested);
            CHECK(is_refused(judge_quote(forged_rule(), cut), "attested", errors::quote_shape));
        }
    }

    TEST_CASE("a digest of the values that is cut short or of another hash is refused") {
        for (const std::size_t size : {0, 20, 31, 48}) {
            CHECK(is_refused(judged([&](auto& attest) { attest.pcr_digest.resize(size); }),
                             "pcr digest",
                             errors::quote_pcr_digest));
        }
    }

    TEST_CASE("a quote over no register proves nothing, even where none is asked for") {
        auto rule = forged_rule();
        rule.pcrs = {};
        auto quote = forged_quote([](auto& attest) {
            attest.selections = selections(1, {selection(sha256_bank, {0, 0, 0})});
            const auto digest = crypto::sha256({});
            attest.pcr_digest = {digest.begin(), digest.end()};
        });
        quote.values = {};

        CHECK(is_refused(judge_quote(rule, quote), "pcr set", errors::quote_pcr_set));
    }

    TEST_CASE("a software key signs another magic or type as well, and gains nothing") {
        CHECK(is_refused(judged([](auto& attest) { attest.magic = 0xdeadbeef; }),
                         "attested",
                         errors::quote_magic));
        CHECK(is_refused(
            judged([](auto& attest) { attest.type = 0x8017; }), "attested", errors::quote_type));
    }
}
