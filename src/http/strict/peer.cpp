#include "sealwright/http/peer.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace sealwright::http {
namespace {

// Nothing: no IPv6 address.
std::optional<in6_addr> ipv6_of(std::string text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    if (const auto zone = text.find('%'); zone != std::string::npos) text.resize(zone);
    in6_addr address{};
    if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return std::nullopt;
    return address;
}

}  // namespace

std::string line_of(const std::string& peer) {
    auto address = peer.substr(0, peer.rfind(':'));
    auto six = ipv6_of(address);
    if (!six) return address;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (IN6_IS_ADDR_V4MAPPED(&*six)) {
        ::inet_ntop(AF_INET, &six->s6_addr[12], text.data(), text.size());
        return text.data();
    }
    std::fill(std::begin(six->s6_addr) + 8, std::end(six->s6_addr), std::uint8_t{0});
    ::inet_ntop(AF_INET6, &*six, text.data(), text.size());
    return text.data() + std::string("/64");
}

}  // namespace sealwright::http
