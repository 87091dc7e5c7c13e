#include "live_server.hpp"

#include "sealwright/http/certificate.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace http_test {
using namespace sealwright;
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

void HoldingService::ask(http::Exchange& exchange) {
    if (exchange.target().find("hold") != std::string_view::npos) {
        held.insert(&exchange);
        return;
    }
    exchange.answer(200, view_of("{}"), http::After::keep);
}

LiveServer::LiveServer(const http::Limits& limits, std::set<Digest> known) {
    service_.known = std::move(known);
    folder_ = "/tmp/sealwright-server-XXXXXX";
    REQUIRE(::mkdtemp(folder_.data()) != nullptr);
    const auto now = SystemClock{}.now();
    const http::CertificateFiles authority{folder_ + "/ca.pem", folder_ + "/ca.key"};
    const http::CertificateFiles files{folder_ + "/server.pem", folder_ + "/server.key"};
    REQUIRE(http::make_authority(authority, "test", now).ok());
    REQUIRE(http::make_server_certificate(authority, files, {"localhost"}, now).ok());

    Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    REQUIRE(::bind(listener.number(), generic, size) == 0);
    REQUIRE(::listen(listener.number(), 64) == 0);
    REQUIRE(::getsockname(listener.number(), generic, &size) == 0);
    port_ = ntohs(address.sin_port);

    auto server = http::Server::open(
        io_, std::move(listener), {files.certificate, files.key}, service_, limits);
    REQUIRE(server.ok());
    server_ = std::move(*server);
    loop_ = std::thread([this] {
        const auto work = boost::asio::make_work_guard(io_);
        io_.run();
    });
}

LiveServer::~LiveServer() {
    io_.stop();
    loop_.join();
    server_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

front_test::TlsClient LiveServer::client(const front_test::Identity& identity) const {
    front_test::TlsClient::Options options;
    options.identity = &identity;
    return front_test::TlsClient(port_, options);
}

Descriptor connect_plain(std::uint16_t port) {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = loopback(port);
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    REQUIRE(::connect(socket.number(), generic, sizeof address) == 0);
    return socket;
}

bool is_closed_within(const Descriptor& socket, int milliseconds) {
    pollfd watched{socket.number(), POLLIN, 0};
    if (::poll(&watched, 1, milliseconds) != 1) return false;
    char byte = 0;
    return ::read(socket.number(), &byte, 1) <= 0;
}

}  // namespace http_test
