// How much a message on the operator socket may hold. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sealwright::operate {

inline constexpr std::size_t name_max = 64;
inline constexpr std::size_t text_max = 512;
inline constexpr std::size_t list_max = 65'536;
inline constexpr std::size_t versions_max = 1024;
inline constexpr std::size_t entries_max = 512;
inline constexpr std::size_t archives_max = 512;
inline constexpr std::size_t entry_size_max = std::size_t{64} * 1024;

using RawKey = std::array<std::uint8_t, 32>;
using RawSignature = std::array<std::uint8_t, 64>;
inline constexpr std::size_t question_max = std::size_t{128} * 1024;
inline constexpr std::size_t answer_max = std::size_t{3} * 1024 * 1024;
inline constexpr std::size_t plan_max = std::size_t{64} * 1024;
inline constexpr std::size_t act_max = 1024;
inline constexpr std::size_t request_max = std::size_t{192} * 1024;
inline constexpr std::size_t requests_page_max = 256;
inline constexpr std::size_t roster_max = std::size_t{64} * 1024;
inline constexpr std::size_t proofs_max = 512;
inline constexpr std::size_t loosenings_max = 512;
inline constexpr std::size_t anchors_of_act_max = 16;
inline constexpr std::size_t tokens_of_act_max = 16;

}  // namespace sealwright::operate
