#include "sealwright/store/remote_depot.hpp"

#include "depot_values.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/store/errors.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

using namespace sealwright;

namespace {

// Each look at it costs `step_ms`.
class SteppingClock final : public Clock {
public:
    [[nodiscard]] Now now() const override {
        now_ms_ += step_ms;
        return {now_ms_, 0};
    }
    std::uint64_t step_ms = 0;

private:
    mutable std::uint64_t now_ms_ = 0;
};

// The other end: says its lines before they are asked for, which a socket does not mind.
struct Stage {
    Stage() {
        int ends[2] = {-1, -1};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        depot.attach(Descriptor(ends[0]));
        peer = Descriptor(ends[1]);
    }

    template <class Message>
    void says(std::uint64_t correlation, const Message& message) {
        const auto frame = ipc::encode_frame(Message::type, correlation, wire::encode(message));
        const auto sent = ::write(peer.number(), frame.data(), frame.size());
        REQUIRE(sent == static_cast<ssize_t>(frame.size()));
    }

    SteppingClock clock;
    store::RemoteDepot depot{clock};
    Descriptor peer;
    InstanceId instance = test::instance_named(1);
    store::Commit commit{0, instance, {}, {test::row("a", 1)}, {}};
};

}  // namespace

TEST_SUITE("store/remote_depot") {
    TEST_CASE("without a connection every ask fails at once") {
        SteppingClock clock;
        store::RemoteDepot depot(clock);

        CHECK(depot.load({}).error().is(errors::store_unreachable));
        CHECK(depot.listen().error().is(errors::store_unreachable));
        CHECK(depot.number() == -1);
    }

    TEST_CASE("an answer is taken for the ask whose correlation it carries") {
        Stage stage;
        stage.says(1, store::Loaded{4, {}, {}, false});
        stage.says(2, store::Committed{5, {}});
        stage.says(3, store::Conflict{6, {}});

        CHECK(stage.depot.load({stage.instance, ""})->revision == 4);
        CHECK(std::get<store::Committed>(*stage.depot.commit(stage.commit)).revision == 5);
        CHECK(std::get<store::Conflict>(*stage.depot.commit(stage.commit)).revision == 6);
        CHECK(stage.depot.is_connected());
    }

    TEST_CASE("a Changed that comes before an answer is remembered and told once") {
        Stage stage;
        stage.says(0, store::Changed{8});
        stage.says(0, store::Changed{9});
        stage.says(1, store::Entries{});

        REQUIRE(stage.depot.read({stage.instance, 1, 1}));

        CHECK(stage.depot.take_changed() == 9);
        CHECK_FALSE(stage.depot.take_changed());
    }

    TEST_CASE("a Changed between asks is heard by listening") {
        Stage stage;
        stage.says(0, store::Changed{3});

        REQUIRE(stage.depot.listen());

        CHECK(stage.depot.take_changed() == 3);
    }

    TEST_CASE("no answer before the deadline drops the connection") {
        Stage stage;
        stage.clock.step_ms = store::RemoteDepot::deadline_ms;

        const auto answer = stage.depot.commit(stage.commit);

        CHECK(answer.error().is(errors::ipc_deadline));
        CHECK_FALSE(stage.depot.is_connected());
    }

    TEST_CASE("a depot that has gone drops the connection") {
        Stage stage;
        stage.peer.close();

        CHECK(stage.depot.load({stage.instance, ""}).error().is(errors::ipc_closed));
        CHECK_FALSE(stage.depot.is_connected());
    }

    TEST_CASE("an answer of another kind drops the connection") {
        Stage stage;
        stage.says(1, store::Entries{});

        CHECK(stage.depot.load({stage.instance, ""}).error().is(errors::store_answer));
        CHECK_FALSE(stage.depot.is_connected());
    }

    TEST_CASE("an answer to nobody drops the connection") {
        Stage stage;
        stage.says(77, store::Loaded{});

        CHECK(stage.depot.load({stage.instance, ""}).error().is(errors::store_answer));
        CHECK_FALSE(stage.depot.is_connected());
    }

    TEST_CASE("a refusal is an error that says why, and the connection goes on") {
        Stage stage;
        stage.says(1, claims::Refusal(Error(errors::store_limit)));
        stage.says(2, store::Loaded{4, {}, {}, false});

        CHECK(stage.depot.commit(stage.commit).error().is(errors::store_refused));
        CHECK(stage.depot.load({stage.instance, ""})->revision == 4);
    }

    TEST_CASE("a depot that could not write is dropped, since it ends") {
        Stage stage;
        stage.says(1, claims::Refusal(Error(errors::store_write_failed)));

        CHECK(stage.depot.commit(stage.commit).error().is(errors::store_refused));
        CHECK_FALSE(stage.depot.is_connected());
    }

    TEST_CASE("a commit over a limit is refused before it is sent") {
        Stage stage;
        stage.commit.puts.front().value.resize(store::row_value_max + 1);

        CHECK(stage.depot.commit(stage.commit).error().is(errors::store_limit));
        CHECK(stage.depot.is_connected());
        char byte = 0;
        CHECK(::recv(stage.peer.number(), &byte, 1, MSG_DONTWAIT) == -1);
    }
}
