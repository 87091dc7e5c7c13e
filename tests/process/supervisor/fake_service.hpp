// FakeService: a real sealwrightd over programs that only say that they were started.
//
// The fake keeper hands its control socket to the test, which then plays the keeper; a fake token
// serves its socket, ends with the code in the file `token-exit`, and says again who listens.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/supervise/messages.hpp"

#include <functional>
#include <string>
#include <vector>

namespace sealwright::fake {

struct Given {
    supervise::Given message;
    Descriptor connection;
};

class FakeService {
public:
    FakeService();
    ~FakeService();
    FakeService(const FakeService&) = delete;
    FakeService& operator=(const FakeService&) = delete;
    FakeService(FakeService&&) = delete;
    FakeService& operator=(FakeService&&) = delete;

    config::Config config;
    std::string folder;
    std::string notify_socket;  // For NOTIFY_SOCKET, when not empty.
    bool units = false;         // Started with --units.

    // As root: every process gets a user of its own.
    void use_other_users();
    void start();
    // Starts one and waits for its end: {exit code, what it logged}.
    struct End {
        int code = -1;
        std::string log;
    };
    End start_and_wait();
    void signal(int number) const;
    int wait_for_end();

    // Every start of `program` so far, by pid ("depot", "front", "keeper", "token").
    [[nodiscard]] std::vector<int> starts(const std::string& program) const;
    // The newest one, once there are `count` starts or more.
    int wait_for_start(const std::string& program, std::size_t count = 1);

    void write(const std::string& name, const std::string& text) const;
    [[nodiscard]] bool exists(const std::string& path) const;

    // Takes over the control socket of the newest keeper; its first packet.
    supervise::Settings play_keeper();
    Given ask(supervise::PeerKind kind, const std::string& name);
    void wish(const std::string& name, bool run);
    void be_alive(supervise::KeeperPhase phase, std::uint8_t tokens_logged_in);
    // What sealwrightd has logged so far.
    [[nodiscard]] std::string log() const;

private:
    ipc::Packet receive();
    template <class Message>
    void send(const Message& message);

    int daemon_ = 0;
    Descriptor handover_;
    Descriptor control_;
};

// Waits up to 10 s; false when it never became true.
bool eventually(const std::function<bool()>& condition);
bool is_alive(int pid);
void sleep_ms(unsigned milliseconds);

}  // namespace sealwright::fake
