#include "running_front.hpp"

#include "sealwright/config/compiled.hpp"
#include "sealwright/http/certificate.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace front_test {
using namespace sealwright;
namespace {

constexpr int listener_number = 3;
constexpr int metrics_number = 4;

std::uint16_t listen_on(Descriptor& listener) {
    listener = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    REQUIRE(::bind(listener.number(), generic, size) == 0);
    REQUIRE(::listen(listener.number(), 64) == 0);
    REQUIRE(::getsockname(listener.number(), generic, &size) == 0);
    return ntohs(address.sin_port);
}

}  // namespace

RunningFront::RunningFront() {
    std::string name = "/tmp/sealwright-front-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;

    port_ = listen_on(listener_);
    metrics_port_ = listen_on(metrics_);

    write_files();
    keeper_.emplace(path("keeper.sock"));
    spawn();
}

void RunningFront::write_files() {
    const auto now = SystemClock{}.now();
    REQUIRE(http::make_authority({path("ca.pem"), path("ca.key")}, "test", now).ok());
    REQUIRE(http::make_server_certificate({path("ca.pem"), path("ca.key")},
                                          {path("server.pem"), path("server.key")},
                                          {"localhost", "127.0.0.1"},
                                          now)
                .ok());
    config::Config config;
    config.run = folder_;
    config.state = folder_;
    config.listen_address = "127.0.0.1";
    config.listen_port = port_;
    config.metrics_address = "127.0.0.1";
    config.metrics_port = metrics_port_;
    config.certificate = path("server.pem");
    config.key = path("server.key");
    config.keeper_uid = ::geteuid();
    const auto bytes = config::compile(config);
    std::ofstream file(path("front.compiled"), std::ios::binary);
    file << text_of(bytes);
}

void RunningFront::spawn() {
    const std::string program = SEALWRIGHT_PROGRAMS "/sealwright-front";
    const auto compiled = path("front.compiled");
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ > 0) return;
    const int log = ::creat(path("front.log").c_str(), 0600);
    ::dup2(log, STDERR_FILENO);
    // Copies first: either may have the number that the other is to get.
    const int listener = ::fcntl(listener_.number(), F_DUPFD_CLOEXEC, 10);
    const int metrics = ::fcntl(metrics_.number(), F_DUPFD_CLOEXEC, 10);
    ::dup2(listener, listener_number);
    ::dup2(metrics, metrics_number);
    ::execl(program.c_str(), program.c_str(), "--config", compiled.c_str(), nullptr);
    ::_exit(127);
}

RunningFront::~RunningFront() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

TlsClient RunningFront::client(const Identity* identity) const {
    TlsClient::Options options;
    options.identity = identity;
    options.authority = path("ca.pem");
    options.alpn = "http/1.1";
    return TlsClient(port_, options);
}

TlsClient RunningFront::scraper() const {
    TlsClient::Options options;
    options.authority = path("ca.pem");
    options.alpn = "http/1.1";
    return TlsClient(metrics_port_, options);
}

std::optional<int> RunningFront::exit_within(std::uint64_t milliseconds) {
    for (std::uint64_t waited = 0; waited <= milliseconds; waited += 20) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
        }
        ::usleep(20'000);
    }
    return std::nullopt;
}

void RunningFront::signal(int number) const {
    REQUIRE(::kill(pid_, number) == 0);
}

seal::NodeHint hint_of(const Identity& identity,
                       std::uint32_t version,
                       std::uint64_t init_until_ms) {
    return {identity.spki, "transit", "key", version, init_until_ms};
}

seal::Hints open_with(std::vector<seal::NodeHint> nodes) {
    return {seal::KeeperPhase::open, std::move(nodes)};
}

seal::Hints locked() {
    return {seal::KeeperPhase::locked, {}};
}

}  // namespace front_test
