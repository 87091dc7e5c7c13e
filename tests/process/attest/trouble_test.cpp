#include "lab_tpm.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/tpm.hpp"
#include "sealwright/core/descriptor.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

using namespace sealwright;
using attest::Tpm;
using test::LabTpm;

namespace {

Result<attest::TpmQuote> quote_of(const attest::TpmSettings& settings) {
    TRY(tpm, Tpm::open(settings));
    return tpm.quote(Digest{1}, *claims::PcrSet::parse("0,7"));
}

attest::TpmSettings at(const std::string& address) {
    attest::TpmSettings settings;
    settings.address = address;
    return settings;
}

// Somebody who is connected and asks nothing.
Descriptor connect_to(const LabTpm& lab) {
    const auto path = lab.get("socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const void* untyped = &address;
    ::connect(socket.number(), static_cast<const sockaddr*>(untyped), sizeof address);
    return socket;
}

}  // namespace

TEST_SUITE("attest/evidence") {
    TEST_CASE("an address in no known form is refused") {
        for (const auto* address : {"",
                                    "device:",
                                    "device:tpmrm0",
                                    "/dev/tpmrm0",
                                    "swtpm:path=relative",
                                    "swtpm:host=localhost,port=1",
                                    "swtpm:host=127.0.0.1",
                                    "swtpm:host=127.0.0.1,port=",
                                    "swtpm:host=127.0.0.1,port=0",
                                    "swtpm:host=127.0.0.1,port=65536",
                                    "swtpm:host=127.0.0.1,port=12x",
                                    "mssim:host=127.0.0.1,port=1",
                                    "tabrmd:",
                                    "cmd:/bin/sh"}) {
            CHECK_MESSAGE(Tpm::open(at(address)).error().is(errors::tpm_address), address);
        }
        CHECK(
            Tpm::open(at("swtpm:path=/" + std::string(108, 'a'))).error().is(errors::tpm_address));
    }

    TEST_CASE("a TPM that is not there is said to be absent") {
        const LabTpm lab;
        lab.tell("stop");

        CHECK(quote_of(lab.settings()).error().is(errors::tpm_absent));
        CHECK(quote_of(at("device:/dev/no-such-tpm")).error().is(errors::tpm_absent));
        CHECK(quote_of(at("swtpm:host=127.0.0.1,port=1")).error().is(errors::tpm_absent));
        CHECK(quote_of(at("swtpm:path=" + lab.path("none"))).error().is(errors::tpm_absent));

        lab.tell("start");
        CHECK(quote_of(lab.settings()).ok());
    }

    TEST_CASE("a TPM that another program has to itself does not answer, or says it is busy") {
        const LabTpm lab;
        auto settings = lab.settings();
        REQUIRE(quote_of(settings).ok());
        settings.command_ms = 300;
        auto served = connect_to(lab);

        CHECK(quote_of(settings).error().is(errors::tpm_silent));

        // As many as may wait do so already.
        std::vector<Descriptor> waiting;
        for (int count = 0; count < 4; ++count) waiting.push_back(connect_to(lab));
        CHECK(quote_of(settings).error().is(errors::tpm_busy));

        served.close();
        waiting.clear();
        bool serves_us = false;
        for (int attempt = 0; attempt < 500 && !serves_us; ++attempt) {
            serves_us = quote_of(lab.settings()).ok();
            if (!serves_us) ::usleep(10'000);  // It still finds out that the others have gone.
        }
        CHECK(serves_us);
    }

    TEST_CASE("a TPM that waits for its startup is told apart") {
        const LabTpm lab;
        lab.tell("_ioctl -i");

        CHECK(quote_of(lab.settings()).error().is(errors::tpm_not_started));

        lab.tell("tool tpm2_startup -c");
        CHECK(quote_of(lab.settings()).ok());
    }

    TEST_CASE("a TPM full of others' objects is said to be full, and they stay") {
        const LabTpm lab;
        lab.tell("fill");
        const auto before = lab.leftovers();
        REQUIRE(!before.empty());

        const auto quote = quote_of(lab.settings());

        REQUIRE(!quote.ok());
        CHECK(quote.error().is(errors::tpm_no_room));
        CHECK(lab.leftovers() == before);
        lab.tell("flush");
        CHECK(quote_of(lab.settings()).ok());
    }

    TEST_CASE("a password on the endorsement hierarchy is said, and never guessed at") {
        const LabTpm lab;
        lab.tell("own_endorsement secret");

        const auto quote = quote_of(lab.settings());

        REQUIRE(!quote.ok());
        CHECK(quote.error().is(errors::tpm_endorsement_owned));
        const auto said = lab.tell("tool tpm2_getcap properties-variable");
        CHECK(said.find("TPM2_PT_LOCKOUT_COUNTER: 0x0 ") != std::string::npos);
        CHECK(lab.leftovers().empty());
    }

    TEST_CASE("an endorsement hierarchy that is switched off is said") {
        const LabTpm lab;
        lab.tell("tool tpm2_hierarchycontrol -C p ehEnable clear");

        CHECK(quote_of(lab.settings()).error().is(errors::tpm_endorsement_off));
    }

    TEST_CASE("a TPM that is locked out after others' wrong passwords still quotes") {
        const LabTpm lab;
        lab.tell("lock_out");
        const auto said = lab.tell("tool tpm2_getcap properties-variable");
        REQUIRE(said.find("inLockout: 1") != std::string::npos);

        CHECK(quote_of(lab.settings()).ok());
    }

    TEST_CASE("libtss2 writes nothing to standard error when it is refused") {
        const LabTpm lab;
        lab.tell("own_endorsement secret");
        const auto kept = ::dup(STDERR_FILENO);
        const auto file = ::open(lab.path("stderr").c_str(), O_CREAT | O_WRONLY, 0600);
        REQUIRE(::dup2(file, STDERR_FILENO) >= 0);

        const auto refused = !quote_of(lab.settings()).ok();

        ::dup2(kept, STDERR_FILENO);
        ::close(kept);
        ::close(file);
        CHECK(refused);
        CHECK(test::file_text(lab.path("stderr")).empty());
    }
}
