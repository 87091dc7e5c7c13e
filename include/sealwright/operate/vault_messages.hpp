// Messages about vaults: an operator's acts on them, and what is known of each.
//
// Every ask but VaultsAsk changes something and is journalled as an act. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

struct VaultAddAsk {
    static constexpr std::uint16_t type = 0x0518;
    std::string name;
    std::string mount;
    std::string key;
    IdBytes id{};  // Chosen beforehand, for tokens with a list of vaults; zeros: drawn now.
    bool is_production = false;  // Of class production, whose policy takes no certificate alone.
    void write(wire::Writer& writer) const;
    static VaultAddAsk read(wire::Reader& reader);
};

struct VaultAllowInitAsk {
    static constexpr std::uint16_t type = 0x0505;
    std::string name;
    std::uint32_t seconds = 0;  // 1..86400
    void write(wire::Writer& writer) const;
    static VaultAllowInitAsk read(wire::Reader& reader);
};

// Opens the window in which one snapshot may be restored.
struct VaultAllowRestoreAsk {
    static constexpr std::uint16_t type = 0x0512;
    std::string name;
    std::uint32_t seconds = 0;  // 1..86400
    void write(wire::Writer& writer) const;
    static VaultAllowRestoreAsk read(wire::Reader& reader);
};

// A new version N of the vault's seal key: what is sealed from now on is under it.
struct VaultRotateKeyAsk {
    static constexpr std::uint16_t type = 0x0513;
    std::string name;
    void write(wire::Writer& writer) const { writer.text(name); }
    static VaultRotateKeyAsk read(wire::Reader& reader) { return {reader.text(name_max)}; }
};

// Destroys an old version N, when nothing may be presented under it any more.
struct VaultRetireVersionAsk {
    static constexpr std::uint16_t type = 0x0514;
    std::string name;
    std::uint32_t version = 0;
    bool drop_snapshots = false;  // Snapshots taken under it may become useless.
    void write(wire::Writer& writer) const;
    static VaultRetireVersionAsk read(wire::Reader& reader);
};

struct VaultHoldAsk {
    static constexpr std::uint16_t type = 0x0515;
    std::string name;
    std::string reason;  // At most text_max, printable.
    void write(wire::Writer& writer) const;
    static VaultHoldAsk read(wire::Reader& reader);
};

struct VaultLiftAsk {
    static constexpr std::uint16_t type = 0x051a;
    std::string name;
    std::string reason;
    std::uint64_t entry = 0;  // Of the hold that is lifted, and of no other; 0: whichever (solo).
    void write(wire::Writer& writer) const;
    static VaultLiftAsk read(wire::Reader& reader);
};

// One vault by name, or all with an empty name. Answer: Vaults, also to the asks above.
struct VaultsAsk {
    static constexpr std::uint16_t type = 0x0506;
    std::string name;
    void write(wire::Writer& writer) const { writer.text(name); }
    static VaultsAsk read(wire::Reader& reader) { return {reader.text(name_max)}; }
};

struct VaultInfo {
    std::string id;
    std::string name;
    std::string mount;
    std::string key;
    std::string environment;
    std::uint32_t seal_key_version = 0;
    std::uint32_t data_key_version = 0;
    std::uint64_t init_until_ms = 0;   // 0: no init window is open.
    std::uint64_t root_sealed_ms = 0;  // Last time its stored root key was sealed; 0: never.
    std::uint64_t root_opened_ms = 0;  // Last time it was released; 0: never.
    std::uint32_t nodes = 0;
    std::vector<std::uint32_t> versions;  // Those that still open, in order.
    std::uint32_t root_version = 0;       // Of its stored root key; 0: none was sealed.
    std::uint32_t recovery_version = 0;
    std::string rewrap_node;             // Whose re-wrap has begun and not come back.
    std::uint64_t restore_until_ms = 0;  // 0: no restore window is open.
    std::uint64_t held_since_ms = 0;     // 0: not held.
    std::string held_by;
    std::string held_reason;
    std::uint64_t held_entry = 0;     // Of the journal: what a lift names.
    std::uint64_t held_until_ms = 0;  // 0: until it is lifted.
    std::string held_confirmed_by;
    bool is_production = false;
    void write(wire::Writer& writer) const;
    static VaultInfo read(wire::Reader& reader);
};

struct Vaults {
    static constexpr std::uint16_t type = 0x051b;
    std::vector<VaultInfo> vaults;
    void write(wire::Writer& writer) const { wire::write_list(writer, vaults); }
    static Vaults read(wire::Reader& reader) {
        return {wire::read_list<VaultInfo>(reader, list_max)};
    }
};

}  // namespace sealwright::operate
