#include "sealwright/policy/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace sealwright::policy {
namespace {

constexpr std::size_t mapped_octets = 12;  // ::ffff: before the four of IPv4.
constexpr unsigned mapped_bits = mapped_octets * 8;
constexpr unsigned address_bits = 128;
constexpr std::size_t text_max = 64;

constexpr Address::Octets mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// A decimal number without sign or leading zero.
std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    const bool whole = read.ec == std::errc() && read.ptr == end;
    const bool plain = text == "0" || !text.starts_with('0');
    return whole && plain ? std::optional(value) : std::nullopt;
}

// Bits from `prefix` on set to `one`.
Address::Octets filled(Address::Octets octets, unsigned prefix, bool one) {
    for (unsigned bit = prefix; bit < address_bits; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        auto& octet = octets.at(bit / 8);
        octet = static_cast<std::uint8_t>(one ? octet | mask : octet & ~mask);
    }
    return octets;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    if (text.empty() || text.size() > text_max || text.find(char{0}) != std::string_view::npos)
        return std::nullopt;
    const std::string copy(text);
    Octets octets = mapped;
    if (::inet_pton(AF_INET, copy.c_str(), octets.data() + mapped_octets) == 1) {
        return Address(octets);
    }
    if (::inet_pton(AF_INET6, copy.c_str(), octets.data()) == 1) return Address(octets);
    return std::nullopt;
}

std::optional<Address> Address::of_peer(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    constexpr unsigned port_max = 65'535;
    const auto port = number(text.substr(colon + 1));
    if (!port || *port > port_max) return std::nullopt;
    auto host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    // Without brackets nobody could tell where an IPv6 address ends.
    if (!bracketed && host.find(':') != std::string_view::npos) return std::nullopt;
    return parse(host);
}

bool Address::is_v4() const {
    return std::equal(mapped.begin(), mapped.begin() + mapped_octets, octets_.begin());
}

std::string Address::str() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const auto family = is_v4() ? AF_INET : AF_INET6;
    const auto* from = octets_.data() + (is_v4() ? mapped_octets : 0);
    const auto* shown = ::inet_ntop(family, from, text.data(), text.size());
    return shown == nullptr ? std::string() : std::string(shown);
}

std::optional<Address> Address::next() const {
    auto octets = octets_;
    for (std::size_t index = octets.size(); index-- > 0;) {
        if (++octets.at(index) != 0) return Address(octets);
    }
    return std::nullopt;
}

std::optional<Network> Network::make(const Address& first, unsigned prefix) {
    if (prefix > address_bits) return std::nullopt;
    if (filled(first.octets(), prefix, false) != first.octets()) return std::nullopt;
    Network network;
    network.first_ = first;
    network.prefix_ = static_cast<std::uint8_t>(prefix);
    return network;
}

std::optional<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto first = Address::parse(text.substr(0, slash));
    const auto prefix = number(text.substr(slash + 1));
    if (!first || !prefix || *prefix > address_bits) return std::nullopt;
    // The form with four parts is IPv4; ::ffff:0:0/96 is the same written in the other family.
    const bool is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    return make(*first, *prefix + (is_v4 ? mapped_bits : 0));
}

bool Network::contains(const Address& address) const {
    return filled(address.octets(), prefix_, false) == first_.octets();
}

Address Network::last() const {
    return Address(filled(first_.octets(), prefix_, true));
}

std::string Network::str() const {
    const bool is_v4 = first_.is_v4() && prefix_ >= mapped_bits;
    const auto prefix = is_v4 ? prefix_ - mapped_bits : unsigned{prefix_};
    return first_.str() + "/" + std::to_string(prefix);
}

void Network::write(wire::Writer& writer) const {
    writer.raw(first_.octets());
    writer.u8(prefix_);
}

Network Network::read(wire::Reader& reader) {
    Address::Octets octets{};
    reader.copy_into(octets);
    const auto network = make(Address(octets), reader.u8());
    if (!network) reader.fail_value();
    return network.value_or(Network());
}

}  // namespace sealwright::policy
