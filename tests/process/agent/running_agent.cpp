#include "running_agent.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace agent_test {
using namespace sealwright;
namespace {

const std::string program = SEALWRIGHT_PROGRAMS "/sealwright-agent";
constexpr int wait_max_ms = 60'000;

std::string text_of_file(const std::string& path) {
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<char*> words_of(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

VaultClient::VaultClient(const std::string& path)
    : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    REQUIRE(::connect(socket_.number(), generic, sizeof address) == 0);
}

void VaultClient::send(const std::string& bytes) const {
    ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

Heard VaultClient::receive() {
    for (;;) {
        const auto head_end = received_.find("\r\n\r\n");
        if (head_end != std::string::npos) {
            const auto length_at = received_.find("Content-Length: ") + 16;
            const auto length = std::stoul(received_.substr(length_at));
            const auto whole = head_end + 4 + length;
            if (received_.size() >= whole) {
                Heard heard{std::stoi(received_.substr(9, 3)),
                            received_.substr(head_end + 4, length)};
                received_.erase(0, whole);
                return heard;
            }
        }
        pollfd watched{socket_.number(), POLLIN, 0};
        if (::poll(&watched, 1, wait_max_ms) != 1) return {};
        char bytes[4096];
        const auto count = ::read(socket_.number(), bytes, sizeof bytes);
        if (count <= 0) return {};
        received_.append(bytes, static_cast<std::size_t>(count));
    }
}

Heard VaultClient::put(const std::string& path, const std::string& body) {
    send(request_of(path, body));
    return receive();
}

std::string request_of(const std::string& path, const std::string& body) {
    return "PUT " + path +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

RunningAgent::RunningAgent() {
    folder_ = "/tmp/sealwright-agent-XXXXXX";
    REQUIRE(::mkdtemp(folder_.data()) != nullptr);
    service_ = std::make_unique<FakeService>(folder_);
    port_ = service_->port();
    config.service_key = FakeService::identity();
    config.service_name = "sealwright/test";
    config.services = {{"127.0.0.1", port_}};
    config.authority = folder_ + "/ca.pem";
    config.node = NodeId({1, 2, 3});
    config.vault = VaultId({4, 5, 6});
    config.evidence = claims::EvidenceKind::pinned_key;
    config.state = folder_;
    config.socket = folder_ + "/transit.sock";
    config.vault_uid = ::geteuid();
    config.mount = "transit";
    config.key = "key";
    write_config();
}

void RunningAgent::write_config() const {
    const auto bytes = config::compile(config);
    std::ofstream file(path("agent.conf"), std::ios::binary);
    file << text_of(bytes);
}

RunningAgent::Ended RunningAgent::run(std::vector<std::string> words,
                                      const std::string& input) const {
    words.insert(words.begin(), program);
    words.insert(words.end(), {"--config", path("agent.conf")});
    auto pointers = words_of(words);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        const int output = ::creat(path("output").c_str(), 0600);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        ::close(ends[1]);
        ::execv(program.c_str(), pointers.data());
        ::_exit(127);
    }
    ::close(ends[0]);
    REQUIRE(::write(ends[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
    ::close(ends[1]);
    int status = 0;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of_file(path("output"))};
}

void RunningAgent::enrol() const {
    const auto ended = run({"enrol"}, service_->token() + "\n");
    INFO(ended.output);
    REQUIRE(ended.status == 0);
}

std::array<std::uint8_t, 32> RunningAgent::node_key() const {
    const auto seed = text_of_file(config.key_file());
    REQUIRE(seed.size() == 32);
    std::array<std::uint8_t, 32> key{};
    std::array<std::uint8_t, 64> both{};
    const auto bytes = view_of(seed);
    REQUIRE(::crypto_sign_seed_keypair(key.data(), both.data(), bytes.data()) == 0);
    return key;
}

void RunningAgent::start(const std::string& preloaded) {
    std::vector<std::string> words{program, "--config", path("agent.conf")};
    auto pointers = words_of(words);
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
        const int output = ::open(path("agent.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(output, STDERR_FILENO);
        if (!preloaded.empty()) ::setenv("LD_PRELOAD", preloaded.c_str(), 1);
        ::execv(program.c_str(), pointers.data());
        ::_exit(127);
    }
    for (int round = 0; round < 500; ++round) {
        if (log().find("serving") != std::string::npos) return;
        ::usleep(20'000);
    }
    FAIL("the agent does not serve: " << log());
}

void RunningAgent::stop_reading() const {
    ::kill(pid_, SIGSTOP);
}

void RunningAgent::go_on() const {
    ::kill(pid_, SIGCONT);
}

void RunningAgent::stop(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
    std::filesystem::remove(path("agent.log"));
}

std::string RunningAgent::log() const {
    return text_of_file(path("agent.log"));
}

RunningAgent::~RunningAgent() {
    stop(SIGKILL);
    service_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace agent_test
