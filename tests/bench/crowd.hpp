// Crowd: many machines that enrol one after the other and attest all at once, one thread, epoll.
#pragma once

#include "machine.hpp"
#include "tally.hpp"

#include <deque>
#include <string>

namespace sealwright::bench {

class Crowd {
public:
    Crowd(ServiceAt service, PublicAreas areas, const std::string& authority);
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;
    ~Crowd();

    // Machines that nobody knows yet; returns how their endorsement keys are pinned.
    std::vector<Digest> make(std::size_t count);
    // Gives the next machine its node, by the one-time token that is for it; ends at a refusal.
    void enrol(const NodeId& node, const VaultId& vault, const attest::EnrolmentToken& token);
    // Each latency runs from connecting to a session; what fails is counted, and not tried again.
    void attest();

private:
    void start(Machine& machine, const attest::EnrolmentToken* token);
    void watch(Machine& machine, int operation);
    void run(std::size_t under_way, Tally& tally);

    ServiceAt service_;
    PublicAreas areas_;
    TlsContext tls_;
    int epoll_;
    std::deque<Machine> machines_;
    std::size_t enrolled_ = 0;
};

}  // namespace sealwright::bench
