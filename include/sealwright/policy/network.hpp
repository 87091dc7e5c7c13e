// Addresses and networks: where an agent spoke from, as the front saw it. Context, never evidence.
//
// One form for both families: IPv4 stands as ::ffff:a.b.c.d, so that one order covers them all.
// Process: keeper, cli.
#pragma once

#include "sealwright/wire/codec.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sealwright::policy {

class Address {
public:
    using Octets = std::array<std::uint8_t, 16>;

    Address() = default;
    explicit Address(const Octets& octets) : octets_(octets) {}
    // "192.0.2.7" or "2001:db8::7", without a port.
    static std::optional<Address> parse(std::string_view text);
    // "192.0.2.7:5000" or "[2001:db8::7]:5000", as the front writes a peer.
    static std::optional<Address> of_peer(std::string_view text);

    [[nodiscard]] const Octets& octets() const { return octets_; }
    [[nodiscard]] bool is_v4() const;
    [[nodiscard]] std::string str() const;
    // The one behind it; nothing behind the last.
    [[nodiscard]] std::optional<Address> next() const;
    auto operator<=>(const Address&) const = default;

private:
    Octets octets_{};
};

class Network {
public:
    Network() = default;
    // "192.0.2.0/24" or "2001:db8::/32"; nothing when a bit behind the prefix is set.
    static std::optional<Network> parse(std::string_view text);

    [[nodiscard]] bool contains(const Address& address) const;
    [[nodiscard]] const Address& first() const { return first_; }
    [[nodiscard]] Address last() const;
    [[nodiscard]] std::string str() const;

    void write(wire::Writer& writer) const;
    static Network read(wire::Reader& reader);
    bool operator==(const Network&) const = default;

private:
    static std::optional<Network> make(const Address& first, unsigned prefix);

    Address first_;
    std::uint8_t prefix_ = 0;  // 0 to 128.
};

}  // namespace sealwright::policy
