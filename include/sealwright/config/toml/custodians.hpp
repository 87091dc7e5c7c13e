// Who is to hold shares, as an operator writes it for `ceremony begin`: TOML, read strictly.
//
// Process: cli. Limits: 64 custodians, 64 KiB of text. Spec: docs/reference/commands.md, under
// "Ceremonies".
#pragma once

#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t custodians_max = 64;
inline constexpr std::size_t custodians_file_max = std::size_t{64} * 1024;

struct Custodian {
    std::string person;
    std::string organisation;
    std::string place;
    std::string device;
};

struct CustodiansFile {
    std::uint8_t threshold = 0;
    std::vector<Custodian> custodians;
};

Result<CustodiansFile> parse_custodians(std::string_view text);

}  // namespace sealwright::config
