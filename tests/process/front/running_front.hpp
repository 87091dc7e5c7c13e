// The real sealwright-front on a free port, in a folder of its own, with a fake keeper beside it.
#pragma once

#include "fake_keeper.hpp"
#include "tls_client.hpp"

#include <optional>
#include <string>

namespace front_test {

inline const std::string probe = R"({"plaintext":"YQ=="})";
inline const std::string encrypt_path = "/v1/transit/encrypt/key";
inline const std::string decrypt_path = "/v1/transit/decrypt/key";

class RunningFront {
public:
    RunningFront();
    ~RunningFront();
    RunningFront(const RunningFront&) = delete;
    RunningFront& operator=(const RunningFront&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int pid() const { return pid_; }
    // A client that trusts the service's authority; with `identity` or without a certificate.
    [[nodiscard]] TlsClient client(const Identity* identity = nullptr) const;
    // The same on the listener for metrics.
    [[nodiscard]] TlsClient scraper() const;
    // Nothing while it is not there; its exit code, once it has ended.
    std::optional<int> exit_within(std::uint64_t milliseconds);
    void signal(int number) const;
    FakeKeeper& keeper() { return *keeper_; }

private:
    void write_files();
    void spawn();

    std::string folder_;
    std::uint16_t port_ = 0;
    std::uint16_t metrics_port_ = 0;
    int pid_ = -1;
    sealwright::Descriptor listener_;
    sealwright::Descriptor metrics_;
    std::optional<FakeKeeper> keeper_;
};

sealwright::seal::NodeHint hint_of(const Identity& identity,
                                   std::uint32_t version,
                                   std::uint64_t init_until_ms = 0);
sealwright::seal::Hints open_with(std::vector<sealwright::seal::NodeHint> nodes = {});
sealwright::seal::Hints locked();

}  // namespace front_test
