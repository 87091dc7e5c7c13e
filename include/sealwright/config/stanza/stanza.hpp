// Stanza: a `seal` block of a vault's HCL configuration, with the line of each setting.
//
// Reads the whole file as the vault's own reader does and keeps the seal blocks only; what it does
// not understand for certain is `config_line_unreadable` with its line, never a guess. Values stay
// views of the text, because one of them may be a token: they live as long as it does, and nothing
// is copied before it is known to be public. Process: cli. Spec: docs/reference/seal-config.md.
#pragma once

#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t vault_config_size_max = 1U << 20;
inline constexpr std::uint32_t vault_config_depth_max = 32;
inline constexpr std::size_t stanzas_max = 8;
inline constexpr std::size_t stanza_settings_max = 64;

struct Setting {
    enum class Kind { text, heredoc, plain, list };

    std::string_view name;
    std::uint32_t line = 0;
    Kind kind = Kind::text;
    std::string_view raw;  // As written, without quotes; of a heredoc its lines.

    // The value as the vault reads it. Not for a list, and not for what the vault would unfold.
    [[nodiscard]] Result<std::string> value() const;
};

struct Stanza {
    std::string type;  // In small letters, as the vault compares it.
    std::uint32_t line = 0;
    std::vector<Setting> settings;

    // The last one of this name, which is the one the vault takes.
    [[nodiscard]] const Setting* find(std::string_view name) const;
};

Result<std::vector<Stanza>> read_stanzas(std::string_view text);

}  // namespace sealwright::config
