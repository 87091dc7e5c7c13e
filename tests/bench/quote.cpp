#include "meter.hpp"
#include "sealwright/attest/compare.hpp"
#include "tally.hpp"
#include "vectors.hpp"

#include <algorithm>

namespace sealwright::bench {
namespace {

constexpr std::uint64_t noon_ms = 1'800'000'000'000;

template <std::size_t size>
std::array<std::uint8_t, size> fixed(View bytes) {
    if (bytes.size() != size) give_up("a vector has another length");
    std::array<std::uint8_t, size> out{};
    std::ranges::copy(bytes, out.begin());
    return out;
}

// As a real TPM gave it.
attest::TpmQuote recorded_quote(const Vectors& vectors, const claims::PcrSet& pcrs) {
    attest::TpmQuote quote;
    quote.attested = vectors.at("good_attested");
    quote.signature = fixed<64>(vectors.at("good_signature"));
    quote.values.set = pcrs;
    const View values(vectors.at("good_values"));
    for (std::size_t index = 0; index < pcrs.count(); ++index) {
        quote.values.values.push_back(fixed<32>(values.subspan(32 * index, 32)));
    }
    return quote;
}

// The last of as many baselines as a node may have is the one that holds.
attest::QuoteRule rule_for(const Vectors& vectors, const attest::TpmQuote& quote) {
    attest::QuoteRule rule;
    const View point(vectors.at("ak_key"));
    rule.key = {fixed<32>(point.first(32)), fixed<32>(point.subspan(32))};
    rule.binding = fixed<32>(vectors.at("binding"));
    rule.pcrs = quote.values.set;
    rule.wall_ms = noon_ms;
    for (std::size_t number = 1; number <= attest::baselines_max; ++number) {
        attest::Baseline baseline;
        baseline.id = "base-" + std::to_string(number);
        baseline.values = quote.values;
        baseline.approved_ms = noon_ms - 1;
        if (number < attest::baselines_max) baseline.values.values.back().front() ^= 1U;
        rule.baselines.push_back(std::move(baseline));
    }
    return rule;
}

}  // namespace

// All that the evidence of one boot costs the keeper but its commit: decoded, and every check.
int quote(const Words& words) {
    const auto run = std::chrono::milliseconds(words.number("run-ms", 2000));
    const Vectors vectors(words.text("vectors"));
    const auto pcrs = claims::PcrSet::parse(words.text("pcrs"));
    if (!pcrs) give_up("--pcrs: rising numbers, as 0,2,4,7");
    const auto recorded = recorded_quote(vectors, *pcrs);
    const auto rule = rule_for(vectors, recorded);
    const auto encoded = wire::encode_public(attest::Evidence{recorded});

    Tally tally;
    const auto start = Clock::now();
    tally.start(start);
    auto now = start;
    while (now - start < run) {
        const auto asked = now;
        const auto evidence = wire::decode<attest::Evidence>(encoded);
        if (!evidence) give_up(evidence.error().sentence());
        const auto judged = attest::judge_quote(rule, std::get<attest::TpmQuote>(evidence->of));
        if (!judged.result.is_affirming()) give_up("the recorded quote is refused");
        now = Clock::now();
        tally.count(asked, now);
    }
    tally.print(now);
    return 0;
}

}  // namespace sealwright::bench
