#include "notices.hpp"

#include "fake_service.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <sys/un.h>

#include <array>

namespace sealwright::fake {

Notices::Notices(std::string path)
    : path_(std::move(path)), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    REQUIRE(::bind(socket_.number(), generic, sizeof address) == 0);
}

std::string Notices::wait_for(const std::string& words) {
    const auto arrives = [&] {
        std::array<char, 512> text{};
        for (ssize_t size = 0; size >= 0;) {
            size = ::recv(socket_.number(), text.data(), text.size(), MSG_DONTWAIT);
            if (size > 0) told_.append(text.data(), static_cast<std::size_t>(size)).append("\n");
        }
        return told_.find(words) != std::string::npos;
    };
    REQUIRE_MESSAGE(eventually(arrives), words << " in " << told_);
    const auto end = told_.find(words) + words.size();
    auto until_then = told_.substr(0, end);
    told_.erase(0, end);
    return until_then;
}

}  // namespace sealwright::fake
