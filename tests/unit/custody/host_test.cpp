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

    TEST_CASE("a host of the same name takes the place of the one before, and eight are enough") {
        Holdings held;
        for (std::size_t each = 0; each < hosts_max; ++each) {
            auto host = pinned();
            host.name += std::to_string(each);
            REQUIRE(held.pin(host).ok());
        }
        auto again = pinned();
        again.name += "0";
        again.state.firmware = 9;

        CHECK(held.pin(again).ok());
        CHECK(held.hosts.size() == hosts_max);
        CHECK(held.hosts.front().state.firmware == 9);
        CHECK(held.pin(pinned()).error().is(errors::custodian_file_full));
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
        host.show();
        auto held = host.holdings(0);
        const auto check_at = [&](std::uint64_t entry, const Digest& head) {
            REQUIRE(held.saw({host.label.installation, entry, head}).ok());
            const auto asked = Asked::read(host.shown, held, noon_ms);
            REQUIRE(asked.ok());
            return asked->check_store(held);
        };

        CHECK(check_at(5, {1}).ok());
        CHECK(check_at(6, host.plan.head).ok());
        const auto other = check_at(6, {1});
        const auto older = check_at(7, host.plan.head);

        CHECK(other.error().is(errors::store_older));
        REQUIRE(older.error().is(errors::store_older));
        CHECK(older.error().sentence().find("entry=6") != std::string::npos);
        CHECK(older.error().sentence().find("seen=7") != std::string::npos);
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
