// Messages between keeper and sealwrightd (frame types 0x0100-0x01ff) on the control socket.
//
// The keeper can make no socket, so sealwrightd hands it settings and connected descriptors. Each
// packet is u16 type, then the body; a Given packet carries the descriptor. Process: keeper,
// sealwrightd. Spec: docs/protocol/control.md.
#pragma once

#include "sealwright/claims/class_table.hpp"

#include <string>
#include <vector>

namespace sealwright::supervise {

inline constexpr std::size_t tokens_max = 64;
inline constexpr std::size_t name_max = 64;

// First packet to every keeper.
struct Settings {
    static constexpr std::uint16_t type = 0x0101;
    std::string environment;
    std::string owner;
    std::string token_group;
    std::uint8_t threshold = 0;
    std::vector<std::string> tokens;
    std::uint32_t front_uid = 0;      // Who may connect to keeper.sock.
    std::uint32_t operators_gid = 0;  // Whose members may use operator.sock, beside root.
    claims::ClassTable classes;       // Of this environment.
    void write(wire::Writer& writer) const;
    static Settings read(wire::Reader& reader);
};

enum class KeeperPhase : std::uint8_t { locked, empty, open };

// A verifier is one that nobody else has or will have: it serves one ask.
enum class PeerKind : std::uint8_t { depot, token, verifier };
inline constexpr PeerKind peer_kind_last = PeerKind::verifier;

// Keeper: connect me to this one. Answered by Given, with a descriptor when it could be done.
struct PeerAsk {
    static constexpr std::uint16_t type = 0x0102;
    PeerKind kind{};
    std::string name;
    void write(wire::Writer& writer) const;
    static PeerAsk read(wire::Reader& reader);
};

enum class Presence : std::uint8_t { connected, away, stopped, pin_refused };

struct Given {
    static constexpr std::uint16_t type = 0x0103;
    PeerKind kind{};
    std::string name;
    Presence presence{};
    void write(wire::Writer& writer) const;
    static Given read(wire::Reader& reader);
};

// Keeper: an operator wants this token process started, or kept stopped. The keeper itself asks a
// token to end (hsm::StopAsk); sealwrightd then leaves it so, over its own restarts too.
struct TokenWish {
    static constexpr std::uint16_t type = 0x0104;
    std::string name;
    bool run = false;
    void write(wire::Writer& writer) const;
    static TokenWish read(wire::Reader& reader);
};

// Keeper: I still run, and this is how things stand. Sent once a second and not answered; a keeper
// that is silent for too long is ended and started again.
struct Alive {
    static constexpr std::uint16_t type = 0x0110;
    KeeperPhase phase{};
    std::uint8_t tokens_logged_in = 0;
    void write(wire::Writer& writer) const;
    static Alive read(wire::Reader& reader);
};

}  // namespace sealwright::supervise
