// Attested: the fields of a TPMS_ATTEST of type quote (TPM 2.0 Library, Part 2, 10.12.8).
//
// A reader of our own, since that of the TPM software stack lets a wrong magic pass.
// Bounds-checked, nothing may stand behind the end. Knows the structure only; what its values have
// to be is compare.cpp's business. Private to attest/compare. Limits: 16 banks, as a TPM has at
// most.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <vector>

namespace sealwright::attest {

struct BankSelection {
    std::uint16_t algorithm = 0;  // TPM_ALG_ID of the bank's hash.
    std::uint8_t size = 0;        // Of the bit map as it came, in bytes.
    std::uint32_t mask = 0;
};

struct Attested {
    View extra_data;  // Views into the bytes that were read.
    std::uint32_t reset_count = 0;
    std::uint32_t restart_count = 0;
    std::uint64_t firmware = 0;
    std::vector<BankSelection> selections;
    View pcr_digest;
};

Result<Attested> read_attested(View bytes);

}  // namespace sealwright::attest
