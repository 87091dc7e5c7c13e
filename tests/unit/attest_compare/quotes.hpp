// Quotes that a TPM in software signed (tests/vectors/quotes/swtpm.txt), and the rule they are held
// against.
#pragma once

#include "sealwright/attest/compare.hpp"

#include <string>

namespace sealwright::test {

inline constexpr const char* quoted_pcrs = "0,2,4,7,11";
inline constexpr std::uint64_t noon_ms = 1'790'000'000'000;

// The quote `name`, with its values as those of `pcrs`.
attest::TpmQuote quote_of_a_tpm(const std::string& name, const std::string& pcrs = quoted_pcrs);
attest::AttestationKey key_of_a_tpm(const std::string& name);
Digest binding_of_quotes();
// What is approved: the values and the firmware of the quote "good".
attest::Baseline good_baseline();
// A node with that baseline.
attest::QuoteRule good_rule();

const claims::Check& check_of(const attest::Judgement& judgement, const std::string& claim);
// Whether the first check that did not pass is this one, with this code, nothing behind it was
// looked at, nothing is to be remembered, and the result is accepted by nobody.
bool is_refused(const attest::Judgement& judgement, const std::string& claim, const ErrorSpec& why);

}  // namespace sealwright::test
