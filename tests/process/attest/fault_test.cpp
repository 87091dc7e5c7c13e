#include "lab_tpm.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/tpm.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

using namespace sealwright;
using attest::Tpm;
using test::LabTpm;

namespace {

// Everything that an agent asks of a TPM in one use; the policy session of an RSA key included.
Result<void> use(const attest::TpmSettings& settings) {
    TRY(tpm, Tpm::open(settings));
    TRY(tpm.identity());
    const Bytes blob{0, 4, 0, 2, 1, 1};
    const Bytes encrypted{0, 1, 1};
    const auto activated = tpm.activate(blob, encrypted);
    if (!activated && !activated.error().is(errors::credential_foreign)) return activated.error();
    TRY(tpm.quote(Digest{1}, *claims::PcrSet::parse("0,1,2,3,4,5,6,7,8,9")));
    return done;
}

struct Trouble {
    LabTpm lab;
    attest::TpmSettings settings;
    std::size_t steps = 0;

    Trouble() {
        lab.put_relay_between();
        settings = lab.settings();
        settings.endorsement = attest::EndorsementKind::rsa;
        const auto used = use(settings);
        REQUIRE_MESSAGE(used.ok(), (used ? "" : used.error().advice()));
        steps = lab.commands_seen();
        REQUIRE(steps > 12);
    }

    void arm(const std::string& what, std::size_t step) const {
        lab.plain();
        lab.set(what + " " + std::to_string(step));
    }

    // The next use finds and flushes what the last one left.
    void next_use_works_and_leaves_nothing() const {
        lab.plain();
        REQUIRE(use(settings).ok());
        REQUIRE(lab.leftovers().empty());
    }
};

void end_child(pid_t child) {
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
}

}  // namespace

TEST_SUITE("attest/evidence") {
    TEST_CASE("a connection that ends at any command is an error, and the next use mends it") {
        const Trouble trouble;
        bool left_something = false;
        for (std::size_t step = 1; step <= trouble.steps; ++step) {
            trouble.arm("break_at", step);

            const auto used = use(trouble.settings);

            INFO("step ", step);
            // The last commands flush: what they say changes nothing any more.
            if (!used) CHECK(used.error().is(errors::tpm_gone));
            left_something = left_something || !trouble.lab.leftovers().empty();
            trouble.next_use_works_and_leaves_nothing();
        }
        // Else nothing was mended above.
        CHECK(left_something);
    }

    TEST_CASE("a command that any TPM error refuses is an error, and leaves nothing behind") {
        const Trouble trouble;
        trouble.lab.set("refusal 0x923");  // Its storage cannot be used now.
        std::size_t refused = 0;
        for (std::size_t step = 1; step <= trouble.steps; ++step) {
            trouble.arm("refuse_at", step);

            const auto used = use(trouble.settings);

            INFO("step ", step);
            if (!used) ++refused;
            trouble.next_use_works_and_leaves_nothing();
        }
        CHECK(refused > 0);
    }

    TEST_CASE("a TPM that asks to be asked again is asked again") {
        const Trouble trouble;
        trouble.lab.set("refusal 0x922");
        for (std::size_t step = 1; step <= trouble.steps; step += 3) {
            trouble.arm("refuse_at", step);

            CHECK(use(trouble.settings).ok());
        }
    }

    TEST_CASE("an agent killed at any command leaves nothing that the next use does not mend") {
        const Trouble trouble;
        for (std::size_t step = 1; step <= trouble.steps; ++step) {
            trouble.arm("silent_at", step);

            const auto child = ::fork();
            if (child == 0) {
                const auto used = use(trouble.settings);
                ::_exit(used ? 0 : 1);
            }
            for (int wait = 0; wait < 2000 && trouble.lab.commands_seen() < step; ++wait) {
                ::usleep(2000);
            }
            INFO("step ", step);
            REQUIRE(trouble.lab.commands_seen() == step);
            end_child(child);

            trouble.next_use_works_and_leaves_nothing();
        }
    }

    TEST_CASE("a TPM that falls silent at any command is an error at the deadline") {
        const Trouble trouble;
        auto settings = trouble.settings;
        settings.command_ms = 150;
        for (std::size_t step = 1; step <= trouble.steps; step += 3) {
            trouble.arm("silent_at", step);

            const auto used = use(settings);

            INFO("step ", step);
            if (!used) CHECK(used.error().is(errors::tpm_silent));
            trouble.next_use_works_and_leaves_nothing();
        }
    }

    TEST_CASE("a slow TPM is waited for, but no longer than all of one use may take") {
        const Trouble trouble;
        auto settings = trouble.settings;
        trouble.lab.set("delay 0.1");

        CHECK(use(settings).ok());

        settings.all_ms = 750;
        const auto late = use(settings);
        REQUIRE(!late.ok());
        CHECK(late.error().is(errors::tpm_slow));
        trouble.next_use_works_and_leaves_nothing();
    }

    TEST_CASE("a TPM in failure mode is told from a credential that is not for it") {
        const Trouble trouble;
        trouble.arm("refuse_at", 1);
        trouble.lab.set("refusal 0x101");

        CHECK(use(trouble.settings).error().is(errors::tpm_defect));
    }
}
