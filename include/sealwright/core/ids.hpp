// Id<Tag>: 16 random bytes that name one thing, and its text with a type prefix (`vault-…hex…`).
//
// An Id of one Tag does not convert to another. `parse` accepts the one canonical text and nothing
// else. Process: all. Size: 16 bytes, text at most 64 characters.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"

#include <array>
#include <compare>
#include <string>
#include <string_view>

namespace sealwright {

using IdBytes = std::array<std::uint8_t, 16>;

Result<IdBytes> parse_id(std::string_view prefix, std::string_view text);

template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(const IdBytes& bytes) : bytes_(bytes) {}

    static Id random(Random& random) {
        Id id;
        random.fill(id.bytes_);
        return id;
    }
    static Result<Id> parse(std::string_view text) {
        TRY(bytes, parse_id(Tag::prefix, text));
        return Id(bytes);
    }

    [[nodiscard]] const IdBytes& bytes() const { return bytes_; }
    [[nodiscard]] std::string str() const {
        return std::string(Tag::prefix) + "-" + to_hex(bytes_);
    }
    [[nodiscard]] bool is_set() const { return bytes_ != IdBytes{}; }
    auto operator<=>(const Id&) const = default;

private:
    IdBytes bytes_{};
};

struct InstallationTag {
    static constexpr std::string_view prefix = "installation";
};
struct InstanceTag {
    static constexpr std::string_view prefix = "instance";
};
struct VaultTag {
    static constexpr std::string_view prefix = "vault";
};
struct NodeTag {
    static constexpr std::string_view prefix = "node";
};

using InstallationId = Id<InstallationTag>;
using InstanceId = Id<InstanceTag>;
using VaultId = Id<VaultTag>;
using NodeId = Id<NodeTag>;

// Names that people give to vaults, nodes, tokens: [a-z0-9] then [a-z0-9._-], at most 48
// characters, so that no two names differ only in case, space or a look-alike letter.
bool is_name(std::string_view text);

}  // namespace sealwright
