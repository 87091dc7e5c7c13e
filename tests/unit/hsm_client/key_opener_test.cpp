#include "sealwright/hsm/client/key_opener.hpp"

#include "opening.hpp"

using namespace sealwright;

namespace {

std::vector<const hsm::KeyRecord*> pointers(const std::vector<hsm::KeyRecord>& records) {
    std::vector<const hsm::KeyRecord*> out;
    for (const auto& record : records) out.push_back(&record);
    return out;
}

std::size_t asks_of_all(const test::Opening& opening) {
    std::size_t asks = 0;
    for (std::size_t each = 0; each < opening.tokens.count(); ++each) {
        asks += opening.tokens.asks(each);
    }
    return asks;
}

std::size_t questions_of_all(const test::Opening& opening) {
    std::size_t questions = 0;
    for (std::size_t each = 0; each < opening.tokens.count(); ++each) {
        questions += opening.tokens.questions(each);
    }
    return questions;
}

std::uint64_t number_in(const Error& error, std::string_view name) {
    for (const auto& each : error.facts()) {
        if (each.name == name) return std::get<std::uint64_t>(each.value);
    }
    FAIL("no such fact");
    return 0;
}

}  // namespace

TEST_SUITE("hsm_client/key_opener") {
    TEST_CASE("a key opens through every k of its n tokens") {
        for (const auto threshold :
             {crypto::Threshold{2, 2}, crypto::Threshold{2, 3}, crypto::Threshold{3, 5}}) {
            test::Opening opening(threshold.total);
            const auto made = opening.make(threshold);

            for (const auto mask : test::subsets(threshold.total, threshold.needed)) {
                test::run_only(opening.tokens, mask);
                const auto opened = opening.open(made.record);

                REQUIRE(opened.ok());
                CHECK(test::is_same_key(*opened, made.key));
            }
        }
    }

    TEST_CASE("with k-1 tokens a key does not open, and the error counts who answered") {
        test::Opening opening(5);
        const auto made = opening.make({3, 5});
        const auto secrets = SecretPool::in_use();

        for (const auto mask : test::subsets(5, 2)) {
            test::run_only(opening.tokens, mask);
            const auto opened = opening.open(made.record);

            REQUIRE_FALSE(opened.ok());
            CHECK(opened.error().is(errors::tokens_too_few));
            CHECK(number_in(opened.error(), "answered") == 2);
            CHECK(number_in(opened.error(), "needed") == 3);
        }
        CHECK(SecretPool::in_use() == secrets);
        for (std::size_t number = 0; number < 5; ++number) {
            CHECK_FALSE(opening.tokens.is_left_out(number));
        }
    }

    TEST_CASE("without any token nothing is waited for") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        test::run_only(opening.tokens, 0);
        const auto before = opening.clock.now().boottime_ms;

        const auto opened = opening.open(made.record);

        CHECK(number_in(opened.error(), "answered") == 0);
        CHECK(opening.clock.now().boottime_ms == before);
    }

    TEST_CASE("a token whose answer is wrong is left out and the others suffice") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.make_wrong(0);

        const auto opened = opening.open(made.record);

        REQUIRE(opened.ok());
        CHECK(test::is_same_key(*opened, made.key));
        CHECK(opening.tokens.is_left_out(0));
        CHECK_FALSE(opening.tokens.is_left_out(1));
        CHECK_FALSE(opening.tokens.is_left_out(2));
    }

    TEST_CASE("a wrong answer never counts as one of the k") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.stop(1);
        opening.tokens.make_wrong(0);

        const auto opened = opening.open(made.record);

        REQUIRE_FALSE(opened.ok());
        CHECK(number_in(opened.error(), "answered") == 1);
    }

    TEST_CASE("a token that refuses is left out and the others suffice") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.make_refusing(0);

        CHECK(opening.open(made.record).ok());
        CHECK(opening.tokens.is_left_out(0));
    }

    TEST_CASE("when tokens refuse and too few are left, the error says what a token says") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.make_refusing(0);
        opening.tokens.make_refusing(1);

        const auto opened = opening.open(made.record);

        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().is(errors::tokens_refuse));
        CHECK(opened.error().sentence().find("ordered to refuse") != std::string::npos);
    }

    TEST_CASE("tokens that a record does not know are named as such, and none is asked") {
        test::Opening theirs(3);
        const auto made = theirs.make({2, 3});
        test::Opening ours(6);
        for (std::size_t number = 0; number < 3; ++number) ours.tokens.stop(number);

        const auto opened = ours.open(made.record);

        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().is(errors::tokens_foreign));
        CHECK(number_in(opened.error(), "ready") == 3);
        CHECK(number_in(opened.error(), "known") == 0);
        for (std::size_t number = 0; number < 6; ++number) CHECK(ours.tokens.asks(number) == 0);
    }

    TEST_CASE("a vault that tokens have not in their list does not open, and no other suffers") {
        test::Opening opening(3);
        const auto listed = opening.make({2, 3}, 1);
        const auto other = opening.make({2, 3}, 2);
        for (std::size_t number = 0; number < 3; ++number) {
            opening.tokens.token(number).allow({{VaultId(listed.record.subject_id)}});
        }
        const std::array<const hsm::KeyRecord*, 3> both{
            &other.record, &listed.record, &other.record};

        const auto keys = opening.opener.open(both, {1, 1});

        REQUIRE(keys[1].ok());
        CHECK(test::is_same_key(*keys[1], listed.key));
        for (const auto number : {0U, 2U}) {
            REQUIRE_FALSE(keys[number].ok());
            CHECK(keys[number].error().is(errors::tokens_refuse));
            CHECK(keys[number].error().sentence().find("list `vaults`") != std::string::npos);
        }
        CHECK_FALSE(opening.tokens.is_left_out(0));
        CHECK(opening.open(listed.record).ok());
    }

    TEST_CASE("a slow token costs its patience once while k others answer, and is not left out") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.make_slow(0);
        const auto before = opening.clock.now().boottime_ms;

        for (int time = 0; time < 3; ++time) REQUIRE(opening.open(made.record).ok());

        const auto patience = hsm::client::KeyOpener::patience_ms(1);
        CHECK(opening.clock.now().boottime_ms - before ==
              patience + 3 * test::SoftwareTokens::answer_ms);
        CHECK_FALSE(opening.tokens.is_left_out(0));
    }

    TEST_CASE("a token that was late is asked again after a while") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.make_slow(0);
        for (int time = 0; time < 3; ++time) REQUIRE(opening.open(made.record).ok());
        opening.tokens.make_well(0);
        const auto asks = opening.tokens.asks(0);

        for (int time = 0; time < 3; ++time) REQUIRE(opening.open(made.record).ok());
        CHECK(opening.tokens.asks(0) == asks);

        opening.clock.advance(hsm::client::KeyOpener::late_ms);
        for (int time = 0; time < 3; ++time) REQUIRE(opening.open(made.record).ok());
        CHECK(opening.tokens.asks(0) == asks + 2);
    }

    TEST_CASE("a key costs k HMACs and not n, and every token takes its turn") {
        test::Opening opening(5);
        const auto made = opening.make({3, 5});
        std::vector<int> before;
        for (std::size_t number = 0; number < 5; ++number) {
            before.push_back(opening.tokens.token(number).room.signatures);
        }

        for (int time = 0; time < 5; ++time) REQUIRE(opening.open(made.record).ok());

        for (std::size_t number = 0; number < 5; ++number) {
            CHECK(opening.tokens.token(number).room.signatures == before[number] + 3);
        }
    }

    TEST_CASE("a needed token that misses the deadline costs one deadline, once") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.stop(2);
        opening.tokens.make_slow(0);
        const auto before = opening.clock.now().boottime_ms;

        CHECK_FALSE(opening.open(made.record).ok());
        CHECK(opening.clock.now().boottime_ms - before == hsm::client::KeyOpener::deadline_ms);
        CHECK(opening.tokens.is_left_out(0));
        CHECK_FALSE(opening.tokens.is_left_out(1));

        const auto after = opening.clock.now().boottime_ms;
        CHECK_FALSE(opening.open(made.record).ok());
        CHECK(opening.clock.now().boottime_ms - after <= test::SoftwareTokens::answer_ms);
    }

    TEST_CASE("a token that was left out serves again after a side probe") {
        test::Opening opening(3);
        const auto made = opening.make({2, 3});
        opening.tokens.stop(2);
        opening.tokens.make_slow(0);
        REQUIRE_FALSE(opening.open(made.record).ok());

        opening.tokens.make_well(0);
        opening.tokens.side_probe();

        CHECK(opening.open(made.record).ok());
    }

    TEST_CASE("an answer that comes after its deadline is not taken for one to a later ask") {
        test::Opening opening(2);
        const auto first = opening.make({2, 2}, 1);
        const auto second = opening.make({2, 2}, 2);
        opening.tokens.make_slow(0);
        REQUIRE_FALSE(opening.open(first.record).ok());

        opening.tokens.make_well(0);
        opening.tokens.side_probe();
        opening.clock.advance(test::SoftwareTokens::slow_ms);
        const auto opened = opening.open(second.record);

        REQUIRE(opened.ok());
        CHECK(test::is_same_key(*opened, second.key));
    }

    TEST_CASE("many records travel in one frame a token and come back in order") {
        test::Opening opening(3);
        std::vector<hsm::KeyRecord> records;
        std::vector<hsm::client::SharedKey> keys;
        for (std::uint8_t subject = 1; subject <= 40; ++subject) {
            auto made = opening.make({2, 3}, subject);
            records.push_back(std::move(made.record));
            keys.push_back(std::move(made.key));
        }
        const auto asks = asks_of_all(opening);
        const auto questions = questions_of_all(opening);

        const auto opened = opening.opener.open(pointers(records), {1, 1});

        REQUIRE(opened.size() == records.size());
        for (std::size_t index = 0; index < opened.size(); ++index) {
            REQUIRE(opened[index].ok());
            CHECK(test::is_same_key(*opened[index], keys[index]));
        }
        CHECK(asks_of_all(opening) == asks + 2);
        CHECK(questions_of_all(opening) == questions + 2 * records.size());
    }

    TEST_CASE("one record whose envelopes are damaged does not keep the others from opening") {
        test::Opening opening(2);
        std::vector<hsm::KeyRecord> records{opening.make({2, 2}, 1).record,
                                            opening.make({2, 2}, 2).record};
        records.front().wraps.front().envelopes.front().sealed.back() ^= 1U;

        const auto opened = opening.opener.open(pointers(records), {1, 1});

        CHECK_FALSE(opened.front().ok());
        CHECK(opened.back().ok());
    }

    TEST_CASE("a record of another environment is refused by the tokens") {
        test::Opening opening(3);
        auto record = opening.make({2, 3}).record;
        const auto signatures = opening.tokens.token(0).room.signatures;
        record.environment = "production";

        const auto opened = opening.open(record);

        CHECK(number_in(opened.error(), "answered") == 0);
        CHECK(opening.tokens.token(0).room.signatures == signatures);
        CHECK(opening.tokens.token(0).ledger.records.size() ==
              static_cast<std::size_t>(signatures));
    }

    TEST_CASE("a record that was moved to another subject, kind or version does not open") {
        test::Opening opening(2);
        const auto record = opening.make({2, 2}).record;

        auto other_subject = record;
        other_subject.subject_id.front() ^= 1U;
        auto other_kind = record;
        other_kind.subject = hsm::KeySubject::service_key;
        auto other_version = record;
        ++other_version.version;
        auto swapped = record;
        std::swap(swapped.wraps.front().envelopes[0].index,
                  swapped.wraps.front().envelopes[1].index);

        for (const auto& moved : {other_subject, other_kind, other_version, swapped}) {
            for (std::size_t number = 0; number < 2; ++number) opening.tokens.start(number);
            CHECK(number_in(opening.open(moved).error(), "answered") == 0);
        }
    }

    TEST_CASE("a place in the journal that falls gets no answer") {
        test::Opening opening(2);
        const auto record = opening.make({2, 2}).record;
        REQUIRE(opening.opener.open(record, {1, 9}).ok());
        const auto signatures = opening.tokens.token(0).room.signatures;

        CHECK_FALSE(opening.opener.open(record, {1, 8}).ok());
        CHECK(opening.tokens.token(0).room.signatures == signatures);
    }

    TEST_CASE("PRF outputs are taken only when there is exactly one for each question") {
        const WipedBytes two(2 * hsm::PrfAnswer::output_size, 3);

        CHECK(hsm::PrfCodec::read(two, 2)->size() == 2);
        CHECK(hsm::PrfCodec::read(two, 1).error().is(errors::token_answer_wrong));
        CHECK(hsm::PrfCodec::read(two, 3).error().is(errors::token_answer_wrong));
        CHECK(hsm::PrfCodec::read({}, 1).error().is(errors::token_answer_wrong));
        CHECK(hsm::PrfCodec::read(View(two).first(33), 1).error().is(errors::token_answer_wrong));
    }
}
