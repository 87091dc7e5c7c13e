// The deadlines of the way to a TPM, by a clock that the test moves: nobody sleeps.
#include "../../../src/attest/evidence/transport.hpp"

#include "moving_clock.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/tpm.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <unistd.h>

using namespace sealwright;
using attest::TpmTransport;
using test::MovingClock;

namespace {

// Of nothing but a header: tag, size, code.
constexpr std::array<std::uint8_t, 10> command{0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x7e};
constexpr std::array<std::uint8_t, 10> answer{0x80, 0x01, 0, 0, 0, 10, 0, 0, 0, 0};

// A TPM that takes the same time for each command, at the agent's own limits.
class SlowTpm {
public:
    explicit SlowTpm(std::uint64_t each_ms) : each_ms_(each_ms) {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
        tpm_ = Descriptor(ends[1]);
        const attest::TpmSettings settings;
        transport.emplace(
            Descriptor(ends[0]), TpmTransport::Limits{settings.command_ms, settings.all_ms}, clock);
    }
    // Whether a command came through, and its answer.
    bool ask() {
        auto* const context = transport->context();
        void* untyped = context;
        auto& table = *static_cast<TSS2_TCTI_CONTEXT_COMMON_V1*>(untyped);
        if (table.transmit(context, command.size(), command.data()) != TSS2_RC_SUCCESS)
            return false;
        std::array<std::uint8_t, 64> got{};
        REQUIRE(::read(tpm_.number(), got.data(), got.size()) == command.size());
        clock.advance(each_ms_);
        REQUIRE(::write(tpm_.number(), answer.data(), answer.size()) == answer.size());
        std::size_t size = got.size();
        return table.receive(context, &size, got.data(), TSS2_TCTI_TIMEOUT_BLOCK) ==
                   TSS2_RC_SUCCESS &&
               size == answer.size();
    }
    std::size_t asked_in_all() {
        std::size_t count = 0;
        while (count < 1'000 && ask()) ++count;
        return count;
    }

    MovingClock clock;
    std::optional<TpmTransport> transport;

private:
    std::uint64_t each_ms_;
    Descriptor tpm_;
};

}  // namespace

TEST_SUITE("attest/evidence") {
    TEST_CASE("at 5 s a command a quote is in time, and an enrolment is told that it cannot be") {
        constexpr std::size_t commands_of_a_quote = 6;
        constexpr std::size_t commands_of_an_identity = 12;
        SlowTpm tpm(5'000);

        const auto count = tpm.asked_in_all();

        CHECK(count >= commands_of_a_quote);
        CHECK(count < commands_of_an_identity);
        REQUIRE(tpm.transport->failure());
        CHECK(tpm.transport->failure()->is(errors::tpm_slow));
        CHECK_FALSE(tpm.ask());
        CHECK(tpm.transport->failure()->is(errors::tpm_slow));
    }

    TEST_CASE("a TPM that hangs at one command is silent, however much time is left") {
        SlowTpm tpm(20'000);

        CHECK(tpm.asked_in_all() == 0);
        CHECK(tpm.transport->failure()->is(errors::tpm_silent));
    }

    TEST_CASE("a TPM of half a second a command has time for an enrolment") {
        SlowTpm tpm(500);

        CHECK(tpm.asked_in_all() >= 28);
    }
}
