#include "crowd.hpp"

#include "words.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>

namespace sealwright::bench {
namespace {

constexpr std::chrono::seconds limit{60};
constexpr int wait_ms = 1000;

}  // namespace

Crowd::Crowd(ServiceAt service, PublicAreas areas, const std::string& authority)
    : service_(service),
      areas_(std::move(areas)),
      tls_(nameless_context(authority)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) give_up("no epoll");
}

Crowd::~Crowd() {
    ::close(epoll_);
}

std::vector<Digest> Crowd::make(std::size_t count) {
    std::vector<Digest> pins;
    for (std::size_t made = 0; made < count; ++made) {
        const auto number = static_cast<std::uint32_t>(machines_.size());
        pins.push_back(machines_.emplace_back(service_, areas_, number).tpm().endorsement_digest());
    }
    return pins;
}

void Crowd::start(Machine& machine, const attest::EnrolmentToken* token) {
    if (!machine.begin(tls_.get(), token)) give_up("no socket to dial with");
    watch(machine, EPOLL_CTL_ADD);
}

void Crowd::watch(Machine& machine, int operation) {
    auto& client = machine.client();
    const bool is_known = operation == EPOLL_CTL_MOD;
    if (is_known && client.wants_write() == client.watched_for_write) return;
    client.watched_for_write = client.wants_write();
    epoll_event event{};
    event.events = EPOLLIN | (client.wants_write() ? EPOLLOUT : 0U);
    event.data.ptr = &machine;
    if (::epoll_ctl(epoll_, operation, client.number(), &event) != 0) give_up("epoll_ctl");
}

void Crowd::run(std::size_t under_way, Tally& tally) {
    const auto begun = Clock::now();
    std::array<epoll_event, 64> events{};
    while (under_way > 0) {
        if (Clock::now() - begun > limit) give_up("not every machine came to an end");
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), wait_ms);
        for (int index = 0; index < count; ++index) {
            auto& machine =
                *static_cast<Machine*>(events.at(static_cast<std::size_t>(index)).data.ptr);
            const auto progress = machine.go_on();
            if (progress == Machine::Progress::waits) {
                watch(machine, EPOLL_CTL_MOD);
                continue;
            }
            if (progress == Machine::Progress::failed) {
                tally.count_failure(machine.failure());
            } else {
                tally.count(machine.client().dialled, Clock::now());
            }
            machine.client().hang_up();
            --under_way;
        }
    }
}

void Crowd::enrol(const NodeId& node, const VaultId& vault, const attest::EnrolmentToken& token) {
    if (enrolled_ == machines_.size()) give_up("there are not so many machines");
    auto& machine = machines_[enrolled_++];
    machine.be(node, vault);
    Tally tally;
    start(machine, &token);
    run(1, tally);
    if (tally.failures() != 0) give_up("a machine is not enrolled: " + machine.failure());
}

void Crowd::attest() {
    Tally tally;
    tally.start(Clock::now());
    for (std::size_t index = 0; index < enrolled_; ++index) start(machines_[index], nullptr);
    run(enrolled_, tally);
    tally.print(Clock::now());
}

}  // namespace sealwright::bench
