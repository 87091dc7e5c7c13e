#include "quotes.hpp"

#include "../crypto/vectors.hpp"

#include <algorithm>

namespace sealwright::test {
namespace {

const NamedVectors& recorded() {
    static const NamedVectors vectors("quotes/swtpm.txt");
    return vectors;
}

template <std::size_t size>
std::array<std::uint8_t, size> fixed(View bytes) {
    check(bytes.size() == size);
    std::array<std::uint8_t, size> out{};
    std::ranges::copy(bytes, out.begin());
    return out;
}

}  // namespace

attest::TpmQuote quote_of_a_tpm(const std::string& name, const std::string& pcrs) {
    attest::TpmQuote quote;
    quote.attested = recorded().at(name + "_attested");
    quote.signature = fixed<64>(recorded().at(name + "_signature"));
    quote.values.set = *claims::PcrSet::parse(pcrs);
    if (quote.values.set.is_empty()) return quote;
    const View values(recorded().at(name + "_values"));
    for (std::size_t index = 0; index < quote.values.set.count(); ++index) {
        quote.values.values.push_back(fixed<32>(values.subspan(32 * index, 32)));
    }
    return quote;
}

attest::AttestationKey key_of_a_tpm(const std::string& name) {
    const View point(recorded().at(name + "_key"));
    return {fixed<32>(point.first(32)), fixed<32>(point.subspan(32))};
}

Digest binding_of_quotes() {
    return fixed<32>(recorded().at("binding"));
}

attest::Baseline good_baseline() {
    attest::Baseline baseline;
    baseline.id = "bookworm-12.8";
    baseline.values = quote_of_a_tpm("good").values;
    baseline.firmware = 0x2019'1023'0016'3636;  // swtpm's.
    baseline.approved_ms = noon_ms - 1;
    return baseline;
}

attest::QuoteRule good_rule() {
    attest::QuoteRule rule;
    rule.key = key_of_a_tpm("ak");
    rule.binding = binding_of_quotes();
    rule.pcrs = *claims::PcrSet::parse(quoted_pcrs);
    rule.baselines = {good_baseline()};
    rule.wall_ms = noon_ms;
    return rule;
}

const claims::Check& check_of(const attest::Judgement& judgement, const std::string& claim) {
    const auto& checks = judgement.result.checks;
    const auto found = std::ranges::find(checks, claim, &claims::Check::claim);
    check(found != checks.end());
    return *found;
}

bool is_refused(const attest::Judgement& judgement,
                const std::string& claim,
                const ErrorSpec& why) {
    const auto* failure = judgement.result.first_failure();
    if (failure == nullptr || failure->claim != claim || failure->code != why.code) return false;
    const auto* last = judgement.result.checks.data() + judgement.result.checks.size();
    const bool rest_is_skipped = std::all_of(failure + 1, last, [](const claims::Check& each) {
        return each.status == claims::CheckStatus::skipped && each.got.empty();
    });
    return rest_is_skipped && failure->status == claims::CheckStatus::failed &&
           judgement.result.status == claims::Trust::contraindicated && !judgement.is_accepted() &&
           judgement.result.reference_id.empty() && !judgement.seen;
}

}  // namespace sealwright::test
