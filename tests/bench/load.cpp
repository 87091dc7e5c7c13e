// The load: as many clients as asked for, one thread, epoll.
//
// Three ways. Kept: every client asks the script's requests again and again on its one connection.
// Fresh (`--fresh 1`): each round of the script is a connection of its own, and its latency runs
// from connect to the last answer. A storm (`--clients N`): fresh, until N rounds are over.
#include "client.hpp"
#include "meter.hpp"
#include "words.hpp"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <deque>

namespace sealwright::bench {
namespace {

constexpr int wait_ms = 100;
constexpr std::uint64_t failures_max = 1000;

struct Plan {
    std::uint16_t port;
    std::size_t connections;
    bool fresh;
    std::uint64_t clients;  // 0: until the time is over.
    double warm;
    double seconds;
    double limit;  // Then it ends with what it has.
    std::vector<std::string> script;
};

class Load {
public:
    Load(Plan plan, TlsContext tls) : plan_(std::move(plan)), tls_(std::move(tls)) {
        epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
        if (epoll_ < 0) give_up("no epoll");
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load() { ::close(epoll_); }

    int run();

private:
    void dial(Client& client);
    void watch(Client& client);
    void serve(Client& client);
    void round_done(Client& client);
    void failed(Client& client);
    void next(Client& client);

    Plan plan_;
    TlsContext tls_;
    int epoll_;
    Tally tally_;
    std::deque<Client> clients_;
    std::uint64_t dialled_ = 0;
    std::uint64_t rounds_ = 0;  // Ended, well or badly.
    std::size_t ready_ = 0;
    bool asking_ = false;
};

void Load::dial(Client& client) {
    if (plan_.clients != 0 && dialled_ == plan_.clients) return;
    ++dialled_;
    client.step = 0;
    if (!client.dial(tls_.get(), plan_.port)) give_up("no socket to dial with");
    client.watched_for_write = client.wants_write();
    epoll_event event{};
    event.events = EPOLLIN | (client.wants_write() ? EPOLLOUT : 0U);
    event.data.ptr = &client;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.number(), &event) != 0) give_up("epoll_ctl");
}

void Load::watch(Client& client) {
    if (client.wants_write() == client.watched_for_write) return;
    client.watched_for_write = client.wants_write();
    epoll_event event{};
    event.events = EPOLLIN | (client.wants_write() ? EPOLLOUT : 0U);
    event.data.ptr = &client;
    if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, client.number(), &event) != 0) give_up("epoll_ctl");
}

void Load::next(Client& client) {
    client.ask(plan_.script[client.step]);
    watch(client);
}

void Load::round_done(Client& client) {
    ++rounds_;
    tally_.count(client.dialled, Clock::now());
    client.hang_up();
    dial(client);
}

void Load::failed(Client& client) {
    tally_.count_failure(client.failure());
    if (tally_.failures() > failures_max) give_up("too many failures: " + client.failure());
    ++rounds_;
    if (!plan_.fresh && !asking_) give_up("a kept connection failed: " + client.failure());
    client.hang_up();
    dial(client);
}

void Load::serve(Client& client) {
    switch (client.go_on()) {
        case Client::Progress::waits:
            return watch(client);
        case Client::Progress::failed:
            return failed(client);
        case Client::Progress::ready:
            ++ready_;
            if (plan_.fresh && plan_.script.empty()) return round_done(client);
            watch(client);
            if (plan_.fresh || asking_) next(client);
            return;
        case Client::Progress::answered:
            break;
    }
    ++client.step;
    if (!plan_.fresh) {
        tally_.count(client.asked, Clock::now());
        client.step %= plan_.script.size();
        return next(client);
    }
    if (client.step == plan_.script.size()) return round_done(client);
    next(client);
}

int Load::run() {
    using Seconds = std::chrono::duration<double>;
    const auto begun = Clock::now();
    clients_.resize(plan_.connections);
    if (plan_.clients != 0) tally_.start(begun);
    for (auto& client : clients_) dial(client);

    std::array<epoll_event, 256> events{};
    bool counting = plan_.clients != 0;
    auto asking_since = begun;
    asking_ = plan_.fresh;
    auto now = begun;
    for (;;) {
        const int count = ::epoll_wait(epoll_, events.data(), events.size(), wait_ms);
        for (int index = 0; index < count; ++index) {
            serve(*static_cast<Client*>(events.at(static_cast<std::size_t>(index)).data.ptr));
        }
        now = Clock::now();
        if (!asking_ && ready_ == clients_.size()) {
            asking_ = true;
            asking_since = now;
            for (auto& client : clients_) next(client);
        }
        if (plan_.clients != 0 && rounds_ == plan_.clients) break;
        const auto passed = Seconds(now - asking_since).count();
        if (plan_.clients == 0 && asking_ && !counting && passed >= plan_.warm) {
            counting = true;
            tally_.start(now);
        }
        if (plan_.clients == 0 && asking_ && passed >= plan_.warm + plan_.seconds) break;
        if (Seconds(now - begun).count() > plan_.limit) {
            give_up("not over after " + std::to_string(plan_.limit) + " s");
        }
    }
    tally_.print(now);
    return 0;
}

void allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int load(const Words& words) {
    allow_many_descriptors();
    Plan plan{static_cast<std::uint16_t>(words.number("port", 0)),
              words.number("connections", 1),
              words.number("fresh", 0) != 0,
              words.number("clients", 0),
              static_cast<double>(words.number("warm-ms", 500)) / 1000,
              static_cast<double>(words.number("run-ms", 5000)) / 1000,
              static_cast<double>(words.number("limit-ms", 60'000)) / 1000,
              {}};
    for (const auto& path : words.texts("request")) plan.script.push_back(read_whole(path));
    if (!plan.fresh && plan.script.empty()) give_up("kept connections need a --request");
    auto tls = client_context({words.text("cert"), words.text("key"), words.text("ca")});
    return Load(std::move(plan), std::move(tls)).run();
}

}  // namespace sealwright::bench
