// TOML: the configuration as people write it, read strictly and checked against the machine.
//
// Unknown keys are errors. Every refusal says the line, the key, why, and what to do. Questions to
// the machine (files, users) go through `Host`, so that the rules can be tested without it.
// Process: cli (`check-config`). Limits: 1 MiB of text. Spec: docs/reference/configuration.md.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config {

struct FileFacts {
    enum class Kind { regular, folder, other } kind = Kind::other;
    std::uint32_t uid = 0;
    std::uint32_t mode = 0;  // Permission bits only.
};

class Host {
public:
    virtual ~Host() = default;
    [[nodiscard]] virtual std::uint32_t uid() const = 0;
    [[nodiscard]] virtual std::uint32_t gid() const = 0;
    [[nodiscard]] virtual std::optional<std::uint32_t> user(const std::string& name) const = 0;
    [[nodiscard]] virtual std::optional<std::uint32_t> group(const std::string& name) const = 0;
    // Nothing when there is no such file, or it may not be looked at.
    [[nodiscard]] virtual std::optional<FileFacts> file(const std::string& path) const = 0;
};

class SystemHost final : public Host {
public:
    [[nodiscard]] std::uint32_t uid() const override;
    [[nodiscard]] std::uint32_t gid() const override;
    [[nodiscard]] std::optional<std::uint32_t> user(const std::string& name) const override;
    [[nodiscard]] std::optional<std::uint32_t> group(const std::string& name) const override;
    [[nodiscard]] std::optional<FileFacts> file(const std::string& path) const override;
};

// A configuration that may be used, and what its owner should know about it all the same.
struct Checked {
    Config config;
    std::vector<std::string> warnings;
};

Result<Checked> parse_toml(std::string_view text, const Host& host);

// The same for a file of this machine; `read_toml` leaves the warnings out.
Result<Checked> check_toml(const std::string& path);
Result<Config> read_toml(const std::string& path);

}  // namespace sealwright::config
