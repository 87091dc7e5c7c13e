// The real sealwright-agent in a folder of its own, with a node's key, and a vault's requests.
#pragma once

#include "fake_service.hpp"
#include "sealwright/config/agent.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agent_test {

struct Heard {
    int status = 0;  // 0: the connection ended without an answer.
    std::string body;
};

// One connection to the vault's socket.
class VaultClient {
public:
    explicit VaultClient(const std::string& path);

    void send(const std::string& bytes) const;
    Heard receive();
    Heard put(const std::string& path, const std::string& body);
    [[nodiscard]] int number() const { return socket_.number(); }

private:
    sealwright::Descriptor socket_;
    std::string received_;
};

inline const std::string probe = R"({"plaintext":"YQ=="})";
inline const std::string encrypt_path = "/v1/transit/encrypt/key";
inline const std::string decrypt_path = "/v1/transit/decrypt/key";
inline const std::string a_decrypt = R"({"ciphertext":"vault:v1:AAAA"})";
std::string request_of(const std::string& path, const std::string& body);

class RunningAgent {
public:
    RunningAgent();
    ~RunningAgent();
    RunningAgent(const RunningAgent&) = delete;
    RunningAgent& operator=(const RunningAgent&) = delete;

    // `service` is there from the start; `change` what the test wants otherwise in the config.
    FakeService& service() { return *service_; }
    void stop_service() { service_.reset(); }
    void start_service() { service_ = std::make_unique<FakeService>(folder_, port_); }
    sealwright::config::AgentConfig config;
    void write_config() const;

    // Runs a command to its end.
    struct Ended {
        int status = 0;
        std::string output;
    };
    Ended run(std::vector<std::string> words, const std::string& input = "") const;
    void enrol() const;
    // The public half of what the enrolment made.
    [[nodiscard]] std::array<std::uint8_t, 32> node_key() const;
    // `preloaded`, if any, changes what the kernel says to it.
    void start(const std::string& preloaded = "");
    void stop(int signal);
    // It takes no turn until `go_on`.
    void stop_reading() const;
    void go_on() const;
    [[nodiscard]] VaultClient vault() const { return VaultClient(config.socket); }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
    [[nodiscard]] std::string log() const;
    [[nodiscard]] int pid() const { return pid_; }

private:
    std::string folder_;
    std::uint16_t port_ = 0;
    std::unique_ptr<FakeService> service_;
    int pid_ = -1;
};

}  // namespace agent_test
