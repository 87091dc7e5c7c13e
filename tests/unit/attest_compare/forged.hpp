// Attested data that no TPM would make, validly signed by a key of ours: what stands in it is then
// judged by itself.
#pragma once

#include "quotes.hpp"

#include <functional>

namespace sealwright::test {

// The fields of a TPMS_ATTEST, for quoted PCRs; `bytes` writes them as they are, right or wrong.
struct ForgedAttest {
    std::uint32_t magic = 0xff544347;
    std::uint16_t type = 0x8018;
    Bytes extra_data;
    std::uint32_t reset_count = 1;
    std::uint32_t restart_count = 0;
    std::uint8_t safe = 1;
    std::uint64_t firmware = 7;
    Bytes selections;  // With their count.
    Bytes pcr_digest;
    Bytes behind;

    [[nodiscard]] Bytes bytes() const;
};

// One bank: its algorithm, then the map of its registers.
Bytes selection(std::uint16_t algorithm, const Bytes& map);
Bytes selections(std::uint32_t count, const std::vector<Bytes>& banks);

class SoftwareKey {
public:
    // Another number, another key.
    explicit SoftwareKey(std::uint8_t number = 0x17);
    [[nodiscard]] attest::AttestationKey point() const;
    [[nodiscard]] attest::Signature sign(View message) const;

private:
    Bytes secret_;
};

// A quote over PCR 0 and 7 with values of 1 and 8, as `change` leaves it, and the rule that the
// unchanged one passes.
attest::TpmQuote forged_quote(const std::function<void(ForgedAttest&)>& change);
attest::QuoteRule forged_rule();

}  // namespace sealwright::test
