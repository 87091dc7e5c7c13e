#include "sealwright/ipc/connection.hpp"

#include "sealwright/ipc/errors.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sealwright;
using namespace sealwright::ipc;

namespace {

// Two connections to each other.
struct Line {
    Line() : Line(ends()) {}
    Connection near;
    Connection far;
    SystemClock clock;

    [[nodiscard]] std::uint64_t in(std::uint64_t ms) const { return clock.now().boottime_ms + ms; }

private:
    static std::pair<int, int> ends() {
        int ends[2] = {-1, -1};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        return {ends[0], ends[1]};
    }
    explicit Line(std::pair<int, int> ends)
        : near(Descriptor(ends.first)), far(Descriptor(ends.second)) {}
};

// Moves bytes both ways until nothing waits to be written.
void pump(Connection& from, Connection& to) {
    for (int round = 0; from.wants_write() && round < 10'000; ++round) {
        REQUIRE(from.flush());
        REQUIRE(to.fill());
    }
    REQUIRE_FALSE(from.wants_write());
}

std::vector<Frame> taken(Connection& connection) {
    std::vector<Frame> frames;
    for (;;) {
        auto next = connection.next();
        REQUIRE(next);
        if (!*next) return frames;
        frames.push_back(std::move(**next));
    }
}

// A connection that believes this process only, and what it hears when `sender` sends to it.
Result<std::optional<Frame>> heard_from(bool names_senders, bool is_child) {
    int ends[2] = {-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    const int yes = names_senders ? 1 : 0;
    REQUIRE(::setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0);
    const auto pid = static_cast<std::uint32_t>(::getpid());
    Connection near(Descriptor{ends[0]}, {::getuid(), ::getgid(), pid});
    const Descriptor far(ends[1]);
    const auto frame = encode_frame(7, 1, view_of("who am I"));
    const auto child = is_child ? ::fork() : 0;
    if (child == 0) {
        const auto sent = ::send(far.number(), frame.data(), frame.size(), MSG_NOSIGNAL);
        if (is_child) ::_exit(sent > 0 ? 0 : 1);
    }
    int status = 0;
    if (is_child) REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
    TRY(near.fill());
    return near.next();
}

}  // namespace

TEST_SUITE("ipc/connection") {
    TEST_CASE("what another process sends on a connection that it was handed ends it") {
        const auto own = heard_from(true, false);
        const auto handed = heard_from(true, true);

        REQUIRE(own);
        CHECK(own->has_value());
        REQUIRE_FALSE(handed);
        CHECK(handed.error().is(errors::ipc_peer));
    }

    TEST_CASE("where the kernel does not name who sends, nobody is believed") {
        const auto heard = heard_from(false, false);

        REQUIRE_FALSE(heard);
        CHECK(heard.error().is(errors::ipc_peer));
    }

    TEST_CASE("frames arrive whole and in order, the largest too") {
        Line line;
        const WipedBytes largest(frame_body_max, 0x62);
        line.near.queue(1, 10, view_of("first"));
        line.near.queue(2, 11, largest);
        line.near.queue(3, 12, {});

        pump(line.near, line.far);
        const auto frames = taken(line.far);

        REQUIRE(frames.size() == 3);
        CHECK(text_of(frames[0].body) == "first");
        CHECK(frames[1].body == largest);
        CHECK(frames[2].correlation == 12);
    }

    TEST_CASE("a peer that does not read holds nobody up, and gets everything later") {
        Line line;
        const WipedBytes body(std::size_t{1} << 20U, 0x63);
        for (std::uint64_t number = 0; number < 8; ++number) line.near.queue(1, number, body);

        REQUIRE(line.near.flush());
        CHECK(line.near.wants_write());
        pump(line.near, line.far);

        CHECK(taken(line.far).size() == 8);
    }

    TEST_CASE("a peer that lets more than 64 MiB wait counts as gone") {
        Line line;
        const WipedBytes body(frame_body_max, 0x63);
        for (int number = 0; number < 15; ++number) line.near.queue(1, 1, body);
        REQUIRE(line.near.flush());
        for (int number = 0; number < 2; ++number) line.near.queue(1, 1, body);

        CHECK(line.near.flush().error().is(errors::ipc_closed));
    }

    TEST_CASE("a peer that reads slowly and never catches up still gets every frame in order") {
        Line line;
        const WipedBytes body(100'000, 0x64);
        std::uint64_t expected = 0;
        const auto one_step = [&] {
            REQUIRE(line.near.flush());
            REQUIRE(line.far.fill());
            for (const auto& frame : taken(line.far)) CHECK(frame.correlation == expected++);
        };
        for (std::uint64_t number = 0; number < 300; number += 2) {
            line.near.queue(1, number, body);
            line.near.queue(1, number + 1, body);
            one_step();
        }
        while (line.near.wants_write()) one_step();

        CHECK(expected == 300);
    }

    TEST_CASE("an answer is taken for its ask, others are dropped") {
        Line line;
        line.far.queue(9, 1, view_of("old"));
        line.far.queue(9, 2, view_of("new"));
        REQUIRE(line.far.flush());

        const auto answer = call(line.near, 8, 2, view_of("ask"), line.clock, line.in(2000));

        REQUIRE(answer);
        CHECK(text_of(answer->body) == "new");
        REQUIRE(line.far.fill());
        CHECK(text_of(taken(line.far).front().body) == "ask");
    }

    TEST_CASE("waiting ends at the deadline") {
        Line line;
        const auto start = line.clock.now().boottime_ms;

        const auto answer = receive(line.near, line.clock, start + 50);

        CHECK(answer.error().is(errors::ipc_deadline));
        CHECK(line.clock.now().boottime_ms >= start + 50);
        CHECK(line.clock.now().boottime_ms < start + 5000);
    }

    TEST_CASE("a frame that is there is taken even when its deadline has passed") {
        Line line;
        line.far.queue(9, 1, view_of("there"));
        REQUIRE(line.far.flush());
        REQUIRE(line.near.fill());

        CHECK(receive(line.near, line.clock, 0).ok());
        CHECK(receive(line.near, line.clock, 0).error().is(errors::ipc_deadline));
    }

    TEST_CASE("what a peer said before it went is heard, then that it went") {
        Line line;
        line.far.queue(9, 1, view_of("last words"));
        REQUIRE(line.far.flush());
        { const auto gone = std::move(line.far); }

        const auto frame = receive(line.near, line.clock, line.in(2000));

        REQUIRE(frame);
        CHECK(text_of(frame->body) == "last words");
        CHECK(receive(line.near, line.clock, line.in(2000)).error().is(errors::ipc_closed));
        line.near.queue(1, 1, {});
        CHECK(line.near.flush().error().is(errors::ipc_closed));
    }

    TEST_CASE("a stream that is no frame fails the wait for one") {
        Line line;
        const Bytes noise(64, 0xff);
        REQUIRE(::send(line.far.number(), noise.data(), noise.size(), 0) == 64);

        CHECK(receive(line.near, line.clock, line.in(2000)).error().is(errors::ipc_frame));
    }

    TEST_CASE("ready is who has said something, nobody who was not waited for") {
        Line line;
        Line quiet;
        line.far.queue(7, 1, {});
        REQUIRE(line.far.flush());
        std::vector<Watched> watched{{quiet.near.number(), false, false},
                                     {line.near.number(), false, false}};

        CHECK_FALSE(is_ready(watched, line.near.number()));
        REQUIRE(wait(watched, 1'000));

        CHECK(is_ready(watched, line.near.number()));
        CHECK_FALSE(is_ready(watched, quiet.near.number()));
        CHECK_FALSE(is_ready(watched, line.far.number()));
    }

    TEST_CASE("wait says which descriptors are ready, and ends when none is") {
        Line quiet;
        Line loud;
        loud.far.queue(1, 1, {});
        REQUIRE(loud.far.flush());
        std::vector<Watched> both{{quiet.near.number(), false, true},
                                  {loud.near.number(), false, false}};
        std::vector<Watched> none{{quiet.near.number(), false, true}};

        REQUIRE(wait(both, 2000));
        REQUIRE(wait(none, 10));

        CHECK_FALSE(both[0].ready);
        CHECK(both[1].ready);
        CHECK_FALSE(none[0].ready);
    }
}
