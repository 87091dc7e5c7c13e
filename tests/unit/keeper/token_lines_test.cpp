#include "token_lines.hpp"

#include "errors.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/hsm/messages.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>

#include <array>
#include <chrono>
#include <thread>

using namespace sealwright;
using hsm::TokenState;

namespace {

struct Pair {
    Descriptor ours;
    Descriptor theirs;
};

Pair connected(int kind) {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, kind | SOCK_CLOEXEC, 0, ends.data()) == 0);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

WipedBytes status(TokenState state) {
    hsm::Status status;
    status.name = "a";
    status.state = state;
    return wire::encode(status);
}

// A token process that is slow: it answers when all has come, and takes its time between answers,
// in which whoever takes the first for the second would go on.
class SlowToken {
public:
    explicit SlowToken(Descriptor socket) : connection_(std::move(socket)) {}

    // One answer for each ask, in their order; `refuses` the last.
    void answer(std::vector<TokenState> states, bool refuses = false) {
        SystemClock clock;
        std::vector<std::uint64_t> correlations;
        while (correlations.size() < states.size()) {
            const auto deadline = clock.now().boottime_ms + 10'000;
            const auto ask = ipc::receive(connection_, clock, deadline);
            if (!ask) return;
            correlations.push_back(ask->correlation);
        }
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
            if (refuses && i + 1 == states.size()) {
                const claims::Refusal refusal(Error(errors::token_away));
                connection_.queue(claims::Refusal::type, correlations[i], wire::encode(refusal));
            } else {
                connection_.queue(hsm::Status::type, correlations[i], status(states[i]));
            }
            static_cast<void>(connection_.flush());
        }
    }

private:
    ipc::Connection connection_;
};

struct Bench {
    Pair control = connected(SOCK_SEQPACKET);
    Pair token = connected(SOCK_STREAM);
    keeper::ControlLine line{std::move(control.ours)};
    SystemClock clock;
    keeper::TokenLines lines{line, clock, {"a"}};
    SlowToken process{std::move(token.theirs)};

    // Takes the connection, whose probe is under way from then on.
    Bench() { lines.take("a", supervise::Presence::connected, std::move(token.ours)); }
};

}  // namespace

TEST_SUITE("keeper: token lines") {
    TEST_CASE("the answer to a probe that is under way is not taken for that to an enrolment") {
        Bench bench;
        std::thread token([&] { bench.process.answer({TokenState::no_key, TokenState::ready}); });
        const auto enrolled = bench.lines.enrol("a");
        const auto ready = bench.lines.ready_count();
        token.join();
        CHECK(enrolled.ok());
        CHECK(ready == 1);
    }

    TEST_CASE("a call is refused by the answer to it, and not by that to the one before") {
        Bench bench;
        std::thread token([&] {
            bench.process.answer({TokenState::no_key, TokenState::no_key}, true);
        });
        const auto enrolled = bench.lines.enrol("a");
        token.join();
        REQUIRE_FALSE(enrolled.ok());
        CHECK(enrolled.error().is(errors::token_refused));
    }
}
