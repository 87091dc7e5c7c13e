// Messages that change the people of an installation, and the freeze of everything they may loosen.
//
// Process: cli, keeper. Spec: docs/protocol/acts.md sections 4 and 8.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

// A key of a person, and that whoever brings it has it.
struct KeyProof {
    RawKey key{};
    RawSignature proof{};
    void write(wire::Writer& writer) const;
    static KeyProof read(wire::Reader& reader);
};

// Changes of the roster. Answer to these: RosterShown.
struct PersonAddAsk {
    static constexpr std::uint16_t type = 0x0590;
    std::string name;
    std::uint8_t roles = 0;
    KeyProof key;
    void write(wire::Writer& writer) const;
    static PersonAddAsk read(wire::Reader& reader);
};

struct PersonKeyAddAsk {
    static constexpr std::uint16_t type = 0x0591;
    std::string name;
    KeyProof key;
    void write(wire::Writer& writer) const;
    static PersonKeyAddAsk read(wire::Reader& reader);
};

struct PersonKeyRevokeAsk {
    static constexpr std::uint16_t type = 0x0592;
    std::string name;
    RawKey key{};
    std::string reason;
    void write(wire::Writer& writer) const;
    static PersonKeyRevokeAsk read(wire::Reader& reader);
};

struct PersonRemoveAsk {
    static constexpr std::uint16_t type = 0x0593;
    std::string name;
    std::string reason;
    void write(wire::Writer& writer) const;
    static PersonRemoveAsk read(wire::Reader& reader);
};

struct PersonRolesAsk {
    static constexpr std::uint16_t type = 0x0594;
    std::string name;
    std::uint8_t roles = 0;
    void write(wire::Writer& writer) const;
    static PersonRolesAsk read(wire::Reader& reader);
};

struct RulesSetAsk {
    static constexpr std::uint16_t type = 0x0595;
    std::uint8_t needed = 0;
    std::uint8_t overrule = 0;
    std::uint32_t veto_s = 0;
    void write(wire::Writer& writer) const;
    static RulesSetAsk read(wire::Reader& reader);
};

// Answer to these: Status.
struct FreezeAsk {
    static constexpr std::uint16_t type = 0x0596;
    std::string reason;
    void write(wire::Writer& writer) const { writer.text(reason); }
    static FreezeAsk read(wire::Reader& reader) { return {reader.text(text_max)}; }
};

struct LiftFreezeAsk {
    static constexpr std::uint16_t type = 0x0597;
    std::uint64_t entry = 0;  // Of the freeze that is lifted, and of no other.
    std::string reason;
    void write(wire::Writer& writer) const;
    static LiftFreezeAsk read(wire::Reader& reader);
};

}  // namespace sealwright::operate
