#include "address.hpp"

#include "sealwright/attest/evidence/errors.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

namespace sealwright::attest {
namespace {

// What is behind `prefix`; nothing when the text does not begin with it.
std::optional<std::string_view> behind(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    return text.substr(prefix.size());
}

Error not_opened(int number, std::string_view where) {
    const std::vector<Fact> facts{fact("address", where),
                                  fact("errno", static_cast<std::uint64_t>(number))};
    if (number == EACCES || number == EPERM) return {errors::tpm_forbidden, facts};
    // A unix socket whose queue is full says EAGAIN.
    if (number == EBUSY || number == EAGAIN) return {errors::tpm_busy, facts};
    return {errors::tpm_absent, facts};
}

// The C interface takes every family's address as the general one.
template <class Address>
bool connects(int socket, const Address& address) {
    const void* untyped = &address;
    return ::connect(socket, static_cast<const sockaddr*>(untyped), sizeof address) == 0;
}

Result<TpmAddress> network(std::string_view text) {
    TpmAddress address;
    const auto comma = text.find(",port=");
    if (comma == std::string_view::npos) return errors::tpm_address;
    address.host = text.substr(0, comma);
    const auto digits = text.substr(comma + 6);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    in_addr number{};
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || address.port == 0 ||
        ::inet_pton(AF_INET, address.host.c_str(), &number) != 1) {
        return errors::tpm_address;
    }
    return address;
}

}  // namespace

Result<TpmAddress> TpmAddress::parse(std::string_view text) {
    TpmAddress address;
    if (const auto device = behind(text, "device:")) {
        address.path = *device;
        address.is_device = true;
    } else if (const auto socket = behind(text, "swtpm:path=")) {
        address.path = *socket;
    } else if (const auto host = behind(text, "swtpm:host=")) {
        return network(*host);
    }
    const auto too_long =
        !address.is_device && address.path.size() >= sizeof(sockaddr_un::sun_path);
    if (!address.path.starts_with('/') || too_long ||
        address.path.find('\0') != std::string::npos) {
        return Error(errors::tpm_address, {fact("address", text)});
    }
    return address;
}

Result<Descriptor> TpmAddress::connect() const {
    // Opened so, the kernel's write returns at once and poll tells when the answer is there.
    if (is_device) {
        Descriptor device(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        if (!device.is_open()) return not_opened(errno, path);
        return device;
    }
    const auto family = path.empty() ? AF_INET : AF_UNIX;
    Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return not_opened(errno, path);
    if (path.empty()) {
        // Loopback answers at once, and another host is no place for this machine's TPM.
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
        if (!connects(socket.number(), address)) return not_opened(errno, host);
        ::fcntl(socket.number(), F_SETFL, O_NONBLOCK);
        return socket;
    }
    ::fcntl(socket.number(), F_SETFL, O_NONBLOCK);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    if (!connects(socket.number(), address)) return not_opened(errno, path);
    return socket;
}

bool TpmAddress::is_shared() const {
    return is_device && path.find("tpmrm") != std::string::npos;
}

}  // namespace sealwright::attest
