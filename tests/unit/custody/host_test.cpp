// The recovery host's quote, held against what a custodian pinned: each claim that can be wrong.
#include "sealwright/custody/host.hpp"

#include "../attest_compare/forged.hpp"
#include "asking_host.hpp"
#include "sealwright/attest/host_card.hpp"
#include "sealwright/custody/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::custody_test;
using ceremony_test::noon_ms;

namespace {

const Digest plan{0x42};

// By the software key, with reset count 1, firmware 7.
PinnedHost pinned() {
    const auto rule = sealwright::test::forged_rule();
    PinnedHost host;
    host.name = "vault-dr";
    host.key = rule.key;
    host.state = {1, 0, 7, rule.baselines.front().values};
    host.pinned_ms = noon_ms;
    return host;
}

PinnedHost numbered_host(std::size_t number) {
    auto host = pinned();
    host.name += std::to_string(number);
    host.endorsement.fill(static_cast<std::uint8_t>(number + 1));
    host.key.x.fill(static_cast<std::uint8_t>(number + 1));
    return host;
}

void carry(sealwright::test::ForgedAttest& attest, const Digest& to) {
    const auto binding = attest::recovery_binding(to);
    attest.extra_data.assign(binding.begin(), binding.end());
}

template <class Change>
Bytes quote_with(Change change) {
    const auto quote = sealwright::test::forged_quote([&](auto& attest) {
        carry(attest, plan);
        change(attest);
    });
    return wire::encode_public(quote);
}

Bytes good_quote() {
    return quote_with([](auto&) {});
}

void check_refused(View quote, const std::string& claim, const PinnedHost& host = pinned()) {
    const auto appraised = appraise_host({host}, plan, quote, noon_ms);
    CAPTURE(claim);
    REQUIRE_FALSE(appraised.ok());
    INFO(appraised.error().sentence());
    CHECK(appraised.error().is(claim == "signature" || claim == "form" ? errors::host_other
                                                                       : errors::host_differs));
    CHECK(appraised.error().sentence().find("claim=" + claim) != std::string::npos);
}

}  // namespace

TEST_SUITE("custody/host") {
    TEST_CASE("a quote of the pinned host for this plan says which host it is") {
        auto other = pinned();
        other.name = "another";
        other.key = sealwright::test::SoftwareKey(0x18).point();

        const auto appraised = appraise_host({other, pinned()}, plan, good_quote(), noon_ms);

        REQUIRE(appraised.ok());
        CHECK(appraised->name == "vault-dr");
    }

    TEST_CASE("a TPM that was reset since, as a machine is that boots, is the same one") {
        CHECK(appraise_host(
                  {pinned()}, plan, quote_with([](auto& attest) { attest.reset_count = 9; }), 1)
                  .ok());
    }

    TEST_CASE("each claim that is wrong refuses the host, and is named") {
        auto torn = good_quote();
        torn.pop_back();
        check_refused(torn, "form");
        auto other_key = pinned();
        other_key.key = sealwright::test::SoftwareKey(0x18).point();
        check_refused(good_quote(), "signature", other_key);
        check_refused(quote_with([](auto& attest) { attest.magic = 1; }), "attested");
        check_refused(quote_with([](auto& attest) { attest.type = 1; }), "attested");
        check_refused(quote_with([](auto& attest) { attest.behind = {0}; }), "attested");
        check_refused(quote_with([](auto& attest) { carry(attest, Digest{0x41}); }), "binding");
        check_refused(quote_with([](auto& attest) { attest.pcr_digest.back() ^= 1U; }),
                      "pcr digest");
        check_refused(quote_with([](auto& attest) { attest.restart_count = 1; }), "restart count");
        check_refused(quote_with([](auto& attest) { attest.firmware = 8; }), "firmware");
        auto reset = pinned();
        reset.state.reset_count = 2;
        check_refused(good_quote(), "reset count", reset);
        auto registers = pinned();
        registers.state.values.values.back()[0] ^= 1U;
        check_refused(good_quote(), "pcr 7", registers);
        auto set = pinned();
        set.state.values.set = *claims::PcrSet::parse("0,4");
        check_refused(good_quote(), "pcr set", set);
    }

    TEST_CASE("every byte of a quote that is changed refuses it") {
        const auto quote = good_quote();
        for (std::size_t place = 0; place < quote.size(); ++place) {
            auto changed = quote;
            changed[place] ^= 1U;
            CAPTURE(place);
            CHECK_FALSE(appraise_host({pinned()}, plan, changed, noon_ms).ok());
        }
    }

    TEST_CASE(
        "with a good quote nobody has to be in the room, and the gift says that it was seen") {
        AskingHost host;
        auto held = host.holdings(0);
        REQUIRE(held.pin(pinned()).ok());
        const auto to = host.plan.digest();
        host.shown.quote = wire::encode_public(
            sealwright::test::forged_quote([&](auto& attest) { carry(attest, to); }));

        const auto asked = Asked::read(host.shown, held, noon_ms);

        REQUIRE(asked.ok());
        REQUIRE(asked->host().has_value());
        CHECK(asked->check_host(false).ok());
        CHECK(asked->give(false, host.random)->has_appraised);
    }

    TEST_CASE("yesterday's quote, of another plan, is given nothing, in the room neither") {
        AskingHost host;
        auto held = host.holdings(0);
        REQUIRE(held.pin(pinned()).ok());
        host.shown.quote = wire::encode_public(
            sealwright::test::forged_quote([&](auto& attest) { carry(attest, plan); }));

        const auto asked = Asked::read(host.shown, held, noon_ms);

        REQUIRE_FALSE(asked.ok());
        CHECK(asked.error().is(errors::host_differs));
    }

    TEST_CASE("who has pinned no host goes by who is in the room, whatever quote is shown") {
        AskingHost host;
        const auto held = host.holdings(0);
        host.shown.quote = good_quote();

        const auto asked = Asked::read(host.shown, held, noon_ms);

        REQUIRE(asked.ok());
        CHECK(asked->check_host(false).error().is(errors::room_empty));
        CHECK_FALSE(asked->give(true, host.random)->has_appraised);
    }

    TEST_CASE("a new card of a pinned host takes its place, and eight are enough") {
        Holdings held;
        for (std::size_t each = 0; each < hosts_max; ++each) {
            REQUIRE(held.pin(numbered_host(each)).ok());
        }
        auto again = numbered_host(0);
        again.state.firmware = 9;

        CHECK(held.pin(again).ok());
        CHECK(held.hosts.size() == hosts_max);
        CHECK(held.hosts.front().state.firmware == 9);
        CHECK(held.pin(numbered_host(hosts_max)).error().is(errors::custodian_file_full));
    }

    TEST_CASE("no name is taken over by another TPM, and no TPM stands under two names") {
        Holdings held;
        REQUIRE(held.pin(numbered_host(0)).ok());
        REQUIRE(held.pin(numbered_host(1)).ok());
        auto other_tpm = numbered_host(2);
        other_tpm.name = numbered_host(0).name;
        auto other_name = numbered_host(0);
        other_name.name = "vault-new";
        auto both = numbered_host(0);
        both.key = numbered_host(1).key;
        auto same_key = numbered_host(2);
        same_key.key = numbered_host(1).key;
        const auto before = held.hosts;

        for (const auto& each : {other_tpm, other_name, both, same_key}) {
            CHECK(held.pin(each).error().is(errors::host_pinned));
        }
        CHECK(held.hosts == before);
    }

    TEST_CASE("a card that leaves out what a host starts with is not to be pinned") {
        auto host = numbered_host(0);
        for (const auto* few : {"0,7", "0,2,4", "2,4,7", "7"}) {
            host.state.values.set = *claims::PcrSet::parse(few);
            CAPTURE(few);
            CHECK(check_registers(host).error().is(errors::host_registers));
        }
        for (const auto* enough : {"0,2,4,7", "0,1,2,4,7,11"}) {
            host.state.values.set = *claims::PcrSet::parse(enough);
            CHECK(check_registers(host).ok());
        }
    }

    TEST_CASE("a card's own quote gives registers and counts, and only for its own name and keys") {
        attest::HostCard card;
        card.name = "vault-dr";
        card.quote = sealwright::test::forged_quote([&](auto& attest) {
            const auto binding = card.binding();
            attest.extra_data.assign(binding.begin(), binding.end());
        });
        const auto key = pinned().key;

        const auto state = state_in(key, card.binding(), card.quote, noon_ms);
        card.name = "another";

        REQUIRE(state.ok());
        CHECK(state->firmware == 7);
        CHECK(state->values == card.quote.values);
        CHECK(state_in(key, card.binding(), card.quote, noon_ms).error().is(errors::host_differs));
        const auto bytes = wire::encode_public(card);
        CHECK(wire::encode_public(*wire::decode<attest::HostCard>(bytes)) == bytes);
    }
}

TEST_SUITE("custody/older_store") {
    TEST_CASE("a recovery on an older store than one that was seen is refused, naming both") {
        AskingHost host;
        host.plan.entry = 6;
        host.shown.checkpoint = host.checkpoint(6, {5});
        host.show();
        auto held = host.holdings(0);
        const auto check_at = [&](std::uint64_t entry, const Digest& head) {
            REQUIRE(held.saw({host.label.installation, entry, head}).ok());
            const auto asked = Asked::read(host.shown, held, noon_ms);
            REQUIRE(asked.ok());
            return asked->check_store(held);
        };

        CHECK(check_at(5, {1}).ok());
        CHECK(check_at(6, {5}).ok());
        const auto other = check_at(6, {1});
        const auto older = check_at(7, {5});

        CHECK(other.error().is(errors::store_older));
        REQUIRE(older.error().is(errors::store_older));
        CHECK(older.error().sentence().find("entry=6") != std::string::npos);
        CHECK(older.error().sentence().find("seen=7") != std::string::npos);
    }

    TEST_CASE("how far a store goes is what the service signed, and not what the plan says") {
        AskingHost host;
        host.plan.entry = 999'999;
        host.plan.head = {7};
        host.shown.checkpoint = host.checkpoint(6, {5});
        host.show();
        const auto held = host.holdings(0);
        const auto forged = Asked::read(host.shown, held, noon_ms);
        host.shown.checkpoint.clear();
        const auto unsigned_one = Asked::read(host.shown, held, noon_ms);

        CHECK(forged->store() == SeenStore{host.plan.installation, 6, {5}});
        CHECK(unsigned_one->store() == SeenStore{host.plan.installation, 0, {}});
    }

    TEST_CASE("a store that shows nothing signed is older than any that did") {
        AskingHost host;
        host.plan.entry = 9;
        host.show();
        auto held = host.holdings(0);
        REQUIRE(held.saw({host.label.installation, 1, {}}).ok());

        CHECK(Asked::read(host.shown, held, noon_ms)
                  ->check_store(held)
                  .error()
                  .is(errors::store_older));
    }

    TEST_CASE("a checkpoint of another key, installation or length is refused by name") {
        AskingHost host;
        host.plan.entry = 6;
        host.show();
        const auto held = host.holdings(0);
        const auto stranger = test::secret_of<crypto::SigningSeedTag>(Bytes(32, 0x5f));
        const auto name = "sealwright/" + to_hex(host.label.installation.bytes()) + "/01";
        const std::string elsewhere = "sealwright/00000000000000000000000000000000/01";
        const auto good = host.checkpoint(6, {5});
        for (const auto& note : {journal::sign_head({name, 6, {5}}, stranger),
                                 journal::sign_head({elsewhere, 6, {5}}, host.service_seed),
                                 host.checkpoint(7, {5}),
                                 good.substr(0, good.size() - 1),
                                 std::string("no note")}) {
            CAPTURE(note);
            host.shown.checkpoint = note;
            const auto refused = Asked::read(host.shown, held, noon_ms);
            REQUIRE(refused.error().is(errors::recovery_other));
            CHECK(refused.error().sentence().find("checkpoint") != std::string::npos);
        }
    }

    TEST_CASE(
        "a journal that goes on behind the plan of a drill or a root window is no other one") {
        AskingHost host;
        host.plan.aim = custody::Aim::root;
        host.plan.entry = 6;
        host.label.purpose = threshold::Label::Purpose::recovery_key;
        host.shown.wraps.clear();
        host.seal(host.label);
        host.shown.checkpoint = host.checkpoint(7, {5});
        host.show();
        const auto held = host.holdings(0);

        const auto asked = Asked::read(host.shown, held, noon_ms);

        REQUIRE(asked.ok());
        CHECK(asked->store() == SeenStore{host.plan.installation, 7, {5}});
    }

    TEST_CASE("what is remembered is of each installation by itself") {
        AskingHost host;
        auto held = host.holdings(0);
        REQUIRE(held.saw({InstallationId(IdBytes{9}), 100, {}}).ok());

        const auto asked = Asked::read(host.shown, held, noon_ms);

        CHECK(asked->check_store(held).ok());
        CHECK(asked->store() == SeenStore{host.plan.installation, 0, {}});
    }
}
