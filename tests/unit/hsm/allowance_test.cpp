#include "sealwright/hsm/token/allowance.hpp"

#include "moving_clock.hpp"
#include "sealwright/wire/errors.hpp"
#include "token_asks.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::KeySubject;
using hsm::ShareContext;
using hsm::token::Allowance;

namespace {

VaultId vault(std::uint8_t number) {
    IdBytes id{};
    id.fill(number);
    return VaultId(id);
}

ShareContext context_of(std::uint8_t number, KeySubject subject = KeySubject::vault_data_key) {
    ShareContext context;
    context.subject = subject;
    context.subject_id = vault(number).bytes();
    return context;
}

std::vector<ShareContext> many(std::size_t count) {
    return std::vector<ShareContext>(count, context_of(1));
}

bool refuses(Allowance& allowance,
             const std::vector<ShareContext>& contexts,
             Now now,
             const ErrorSpec& spec) {
    const auto admitted = allowance.admit(contexts, now);
    return !admitted && admitted.error().is(spec);
}

}  // namespace

TEST_SUITE("hsm/allowance") {
    TEST_CASE("without a list every vault is served, with one only the vaults in it") {
        Allowance open({}, {});
        Allowance listed({{vault(1), vault(2)}}, {});

        CHECK(open.admit(std::vector{context_of(9)}, {}).ok());
        CHECK(listed.admit(std::vector{context_of(1), context_of(2)}, {}).ok());
        CHECK(refuses(listed, {context_of(3)}, {}, errors::hsm_vault_unlisted));
        CHECK(refuses(listed, {context_of(1), context_of(3)}, {}, errors::hsm_vault_unlisted));
    }

    TEST_CASE("the service key is computed for whatever list and rate say") {
        Allowance allowance({{vault(1)}, 1}, {});
        REQUIRE(allowance.admit(many(hsm::contexts_max), {}).ok());
        REQUIRE(refuses(allowance, many(1), {}, errors::hsm_rate_exceeded));

        CHECK(allowance.admit(std::vector{context_of(7, KeySubject::service_key)}, {}).ok());
    }

    TEST_CASE("more than the rate is refused until its time has passed, to the millisecond") {
        Allowance allowance({{}, 2'000}, {});
        REQUIRE(allowance.admit(many(2'000), {}).ok());

        CHECK(refuses(allowance, many(1), {}, errors::hsm_rate_exceeded));
        CHECK(refuses(allowance, many(3), {1, 0}, errors::hsm_rate_exceeded));
        CHECK(allowance.admit(many(2), {1, 0}).ok());
        CHECK(refuses(allowance, many(1), {1, 0}, errors::hsm_rate_exceeded));
    }

    TEST_CASE("a rate of one a second is one a second, and a whole ask is never too large") {
        Allowance allowance({{}, 1}, {});
        REQUIRE(allowance.admit(many(hsm::contexts_max), {}).ok());

        CHECK(refuses(allowance, many(1), {999, 0}, errors::hsm_rate_exceeded));
        CHECK(allowance.admit(many(1), {1'000, 0}).ok());
        CHECK(refuses(allowance, many(1), {1'999, 0}, errors::hsm_rate_exceeded));
    }

    TEST_CASE("a refused ask takes nothing, and waiting long gives no more than one second's") {
        Allowance allowance({{vault(1)}, 2'000}, {});
        for (int turn = 0; turn < 5; ++turn) {
            CHECK(refuses(allowance, many(2'001), {}, errors::hsm_rate_exceeded));
            CHECK(refuses(allowance, {context_of(2)}, {}, errors::hsm_vault_unlisted));
        }
        REQUIRE(allowance.admit(many(2'000), {}).ok());

        const Now years_later{~std::uint64_t{0}, 0};
        CHECK(refuses(allowance, many(2'001), years_later, errors::hsm_rate_exceeded));
        CHECK(allowance.admit(many(2'000), years_later).ok());
    }

    TEST_CASE("a clock that stands or goes back gives nothing") {
        Allowance allowance({{}, 2'000}, {5'000, 0});
        REQUIRE(allowance.admit(many(2'000), {5'000, 0}).ok());

        CHECK(refuses(allowance, many(1), {5'000, 0}, errors::hsm_rate_exceeded));
        CHECK(refuses(allowance, many(1), {1'000, 0}, errors::hsm_rate_exceeded));
    }
}

TEST_SUITE("hsm/token_allowance") {
    TEST_CASE(
        "a token computes nothing for a vault that is not in its list, and its status says so") {
        SoftwareToken token("a", "test");
        token.allow({{vault(1)}});
        auto listed = token.context();
        listed.subject_id = vault(1).bytes();
        auto other = listed;
        other.subject_id = vault(2).bytes();

        CHECK(refusal_code(token.answer(ask_for({listed, other}, 9, 9))) ==
              errors::hsm_vault_unlisted.code);

        CHECK(token.room.signatures == 0);
        CHECK(token.ledger.records.empty());
        CHECK(token.status().state == hsm::TokenState::ready);
        CHECK(token.status().detail.find(vault(2).str()) != std::string::npos);
        CHECK(token.answer(ask_for({listed}, 1, 1)).type == hsm::PrfAnswer::type);
    }

    TEST_CASE("a token computes no more than its rate, and its status says so") {
        SoftwareToken token("a", "test");
        token.allow({{}, 1});
        const std::vector<ShareContext> whole(hsm::contexts_max, token.context());
        REQUIRE(token.answer(ask_for(whole)).type == hsm::PrfAnswer::type);

        CHECK(refusal_code(token.answer(ask_for({token.context()}, 9, 9))) ==
              errors::hsm_rate_exceeded.code);

        CHECK(token.room.signatures == static_cast<int>(hsm::contexts_max));
        CHECK(token.ledger.records.size() == hsm::contexts_max);
        CHECK(token.status().state == hsm::TokenState::ready);
        CHECK(token.status().detail.find("rate_per_second") != std::string::npos);
    }
}
