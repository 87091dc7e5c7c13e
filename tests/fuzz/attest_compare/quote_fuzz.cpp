// A quote as it travels, judged: no signature in the corpus is right, so nothing may pass.
//
// The first bytes are the key; what is behind them is the quote.
#include "../round_trip.hpp"
#include "sealwright/attest/compare.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    wire::Reader reader(View(data, size));
    attest::QuoteRule rule;
    rule.key = attest::AttestationKey::read(reader);
    if (reader.failed()) return 0;
    const auto bytes = View(data, size).subspan(rule.key.x.size() + rule.key.y.size());
    fuzz::check_round_trip<attest::TpmQuote>(bytes);
    const auto quote = wire::decode<attest::TpmQuote>(bytes);
    if (!quote) return 0;
    rule.pcrs = quote->values.set;
    const auto judged = attest::judge_quote(rule, *quote);
    check(!judged.is_accepted());
    check(judged.result.checks.size() <= claims::checks_max);
    const auto encoded = wire::encode_public(judged.result);
    check(wire::decode<claims::AttestationResult>(encoded).ok());
    return 0;
}
