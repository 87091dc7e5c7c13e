// The keeper's end of its asks to verifiers, with sealwrightd and verifiers played by hand at the
// other ends of real sockets.
#include "../../../src/keeper/verifier_line.hpp"

#include "moving_clock.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/ipc/socket.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using keeper::ControlLine;
using keeper::VerifierLine;
using supervise::Presence;

namespace {

attest::ParseAsk some_ask(std::uint8_t secret) {
    attest::ParseAsk ask;
    ask.identity.attestation_key = {1, 2, 3};
    ask.secret.assign(32, secret);
    return ask;
}

struct Scene {
    std::pair<Descriptor, Descriptor> ends = std::move(*ipc::packet_pair());
    ControlLine control{std::move(ends.first)};
    test::MovingClock clock;
    VerifierLine line{control, clock};

    // The next ask that sealwrightd would read.
    std::optional<supervise::PeerAsk> asked() {
        auto packet = ipc::receive_packet(ends.second.number());
        if (!packet || !*packet) return std::nullopt;
        wire::Reader reader{View((*packet)->bytes)};
        if (reader.u16() != supervise::PeerAsk::type) return std::nullopt;
        return supervise::PeerAsk::read(reader);
    }
    // Gives a verifier, and is it.
    ipc::Connection give() {
        auto pair = std::move(*ipc::stream_pair());
        line.take(Presence::connected, std::move(pair.first));
        return ipc::Connection(std::move(pair.second));
    }
    // What a verifier hears; nothing yet when nothing came.
    static std::optional<ipc::Frame> heard(ipc::Connection& verifier) {
        static_cast<void>(verifier.fill());
        auto frame = verifier.next();
        return frame && *frame ? std::move(*frame) : std::nullopt;
    }
    template <class Message>
    static void answer(ipc::Connection& verifier, std::uint64_t correlation, const Message& said) {
        verifier.queue(Message::type, correlation, wire::encode(said));
        REQUIRE(verifier.flush().ok());
    }
};

}  // namespace

TEST_SUITE("keeper/verifier_line") {
    TEST_CASE("an ask goes to a verifier of its own, and its answer comes back under its ticket") {
        Scene scene;
        const auto first = scene.line.ask(some_ask(1));
        const auto second = scene.line.ask(some_ask(2));
        REQUIRE(first.ok());
        REQUIRE(second.ok());
        CHECK(scene.asked()->kind == supervise::PeerKind::verifier);
        CHECK(scene.asked().has_value());
        CHECK_FALSE(scene.asked().has_value());
        CHECK(scene.line.poll().empty());

        auto one = scene.give();
        auto two = scene.give();
        CHECK(scene.line.poll().empty());
        const auto to_one = Scene::heard(one);
        const auto to_two = Scene::heard(two);
        REQUIRE(to_one.has_value());
        REQUIRE(to_two.has_value());
        CHECK(wire::decode<attest::ParseAsk>(to_one->body)->secret == some_ask(1).secret);
        attest::Parsed said;
        said.endorsed_by = "CN=two";
        Scene::answer(two, to_two->correlation, said);

        const auto over = scene.line.poll();

        REQUIRE(over.size() == 1);
        CHECK(over[0].ticket == *second);
        REQUIRE(over[0].parsed.ok());
        CHECK(over[0].parsed->endorsed_by == "CN=two");
        CHECK(scene.line.poll().empty());
    }

    TEST_CASE("what a verifier refuses comes back in its own words") {
        Scene scene;
        REQUIRE(scene.line.ask(some_ask(1)).ok());
        auto verifier = scene.give();
        static_cast<void>(scene.line.poll());
        const auto heard = Scene::heard(verifier);
        REQUIRE(heard.has_value());
        Scene::answer(verifier, heard->correlation, claims::Refusal(errors::certificate_revoked));

        const auto over = scene.line.poll();

        REQUIRE(over.size() == 1);
        CHECK_FALSE(over[0].parsed.ok());
        REQUIRE(over[0].refusal.has_value());
        CHECK(over[0].refusal->code == errors::certificate_revoked.code);
    }

    TEST_CASE("a fifth ask is refused while four are under way, and sealwrightd is not bothered") {
        Scene scene;
        for (int count = 0; count < 4; ++count) REQUIRE(scene.line.ask(some_ask(1)).ok());
        for (int count = 0; count < 4; ++count) REQUIRE(scene.asked().has_value());

        const auto fifth = scene.line.ask(some_ask(1));

        REQUIRE_FALSE(fifth.ok());
        CHECK(fifth.error().is(errors::verifier_busy));
        CHECK_FALSE(scene.asked().has_value());
    }

    TEST_CASE("when sealwrightd has no verifier free the ticket ends as busy") {
        Scene scene;
        const auto ticket = scene.line.ask(some_ask(1));
        scene.line.take(Presence::away, {});

        const auto over = scene.line.poll();

        REQUIRE(over.size() == 1);
        CHECK(over[0].ticket == *ticket);
        CHECK(over[0].parsed.error().is(errors::verifier_busy));
    }

    TEST_CASE("a verifier that ends, or says what is no answer, ends its ticket and no other") {
        Scene scene;
        const auto first = scene.line.ask(some_ask(1));
        const auto second = scene.line.ask(some_ask(2));
        const auto third = scene.line.ask(some_ask(3));
        auto odd = scene.give();
        auto whole = scene.give();
        {
            const auto dies = scene.give();
            static_cast<void>(scene.line.poll());
        }
        const auto heard = Scene::heard(odd);
        REQUIRE(heard.has_value());
        Scene::answer(odd, heard->correlation + 7, attest::Parsed());

        const auto over = scene.line.poll();

        REQUIRE(over.size() == 2);
        CHECK(over[0].ticket == *first);
        CHECK(over[1].ticket == *third);
        for (const auto& each : over) CHECK(each.parsed.error().is(errors::verifier_gone));
        const auto to_second = Scene::heard(whole);
        REQUIRE(to_second.has_value());
        Scene::answer(whole, to_second->correlation, attest::Parsed());
        CHECK(scene.line.poll().at(0).ticket == *second);
    }

    TEST_CASE("an ask ends after 5 s, and a verifier that comes later serves nobody else") {
        Scene scene;
        const auto late = scene.line.ask(some_ask(1));
        CHECK(scene.line.due_ms() == scene.clock.now().boottime_ms + VerifierLine::patience_ms);
        scene.clock.advance(VerifierLine::patience_ms - 1);
        CHECK(scene.line.poll().empty());
        scene.clock.advance(1);
        const auto over = scene.line.poll();
        REQUIRE(over.size() == 1);
        CHECK(over[0].ticket == *late);
        CHECK(over[0].parsed.error().is(errors::verifier_gone));
        CHECK_FALSE(scene.line.due_ms().has_value());

        REQUIRE(scene.line.ask(some_ask(2)).ok());
        auto for_the_late_one = scene.give();
        auto for_the_new_one = scene.give();
        CHECK(scene.line.poll().empty());

        CHECK_FALSE(Scene::heard(for_the_late_one).has_value());
        CHECK_FALSE(for_the_late_one.fill().ok());
        const auto heard = Scene::heard(for_the_new_one);
        REQUIRE(heard.has_value());
        CHECK(wire::decode<attest::ParseAsk>(heard->body)->secret == some_ask(2).secret);
    }
}
