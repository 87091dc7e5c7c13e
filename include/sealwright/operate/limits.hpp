// How much a message on the operator socket may hold. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include <cstddef>

namespace sealwright::operate {

inline constexpr std::size_t name_max = 64;
inline constexpr std::size_t text_max = 512;
inline constexpr std::size_t list_max = 65'536;
inline constexpr std::size_t versions_max = 1024;
inline constexpr std::size_t entries_max = 512;
inline constexpr std::size_t archives_max = 512;
inline constexpr std::size_t entry_size_max = std::size_t{64} * 1024;

}  // namespace sealwright::operate
