#include "fakes.hpp"
#include "front/core/metrics_desk.hpp"
#include "sealwright/wire/errors.hpp"

#include <doctest/doctest.h>

using namespace front_test;

namespace {

struct FakePort final : front::NumbersPort {
    bool is_there = true;
    std::vector<std::uint64_t> asked;
    bool ask_numbers(std::uint64_t correlation) override {
        if (is_there) asked.push_back(correlation);
        return is_there;
    }
    [[nodiscard]] front::FrontNumbers front_numbers() const override {
        return {3, 9, 2, 1, 4, 5, 1'800'000'000'250, 2, {{200, 7}, {401, 8}}};
    }
};

FakeExchange scrape() {
    FakeExchange exchange;
    exchange.asked = http::Method::get;
    exchange.path = "/metrics";
    exchange.shown.reset();
    return exchange;
}

bool has_line(const std::string& page, const std::string& line) {
    return page.find("\n" + line + "\n") != std::string::npos;
}

observe::Numbers numbers() {
    observe::Numbers numbers;
    numbers.phase = observe::Phase::open;
    numbers.environment = "trying";
    numbers.tokens_needed = 2;
    numbers.tokens = {{"a", true}, {"b", true}, {"c", true}};
    numbers.vaults = {{"main", 1, true, false, 1'800'000'000'000, 2}};
    numbers.nodes = {{"main", "one", 1'900'000'000'000}};
    numbers.requests = {{"main", "stored root key", "decrypt", "released", "", 7}};
    numbers.refusals = {{2404, 8}};
    numbers.release.counts = {0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 4};
    numbers.release.sum_ms = 12'345;
    numbers.vaults.front().nodes = {3, 0, 0, 0, 1, 2, 0};
    numbers.vaults.front().baselines_overdue = 1;
    numbers.attestations = {{"main", "open", "accepted", "", 0, 9},
                            {"main", "open", "refused", "pcr 7", 1861, 4}};
    numbers.verifications = {1, 20, 3, 2, 5};
    numbers.sessions = 6;
    numbers.vaults.front().is_held = true;
    numbers.vaults.front().held_until_ms = 1'800'000'014'400;
    numbers.is_frozen = true;
    numbers.frozen_until_ms = 1'800'000'018'000;
    numbers.custodians_needed = 3;
    numbers.custodians_shown = 2;
    numbers.drilled_ms = 1'799'000'000'000;
    numbers.open_requests = {4, 1, 1'799'999'000'500};
    return numbers;
}

}  // namespace

TEST_SUITE("front/metrics") {
    TEST_CASE("people's asks are counted by status, and their streams are shown") {
        front::FrontNumbers front;
        front.person_asks = {{200, 7}, {401, 8}};
        front.person_streams = 2;

        const auto page = front::expose(front, std::nullopt);

        CHECK(has_line(page, "sealwright_person_asks_total{status=\"401\"} 8"));
        CHECK(has_line(page, "sealwright_person_streams 2"));
    }

    TEST_CASE("the keeper's numbers are exposed with their labels, and buckets add up") {
        const auto page = front::expose({}, numbers());

        CHECK(has_line(page, "sealwright_tokens_margin 1"));
        CHECK(has_line(page, "sealwright_keeper_phase{phase=\"open\"} 1"));
        CHECK(has_line(page,
                       "sealwright_requests_total{vault=\"main\",env=\"trying\",class=\"stored "
                       "root key\",operation=\"decrypt\",outcome=\"released\",reason=\"\"} 7"));
        CHECK(has_line(page, "sealwright_refusals_total{code=\"E2404\"} 8"));
        CHECK(has_line(page, "sealwright_release_seconds_bucket{le=\"0.002\"} 1"));
        CHECK(has_line(page, "sealwright_release_seconds_bucket{le=\"2.500\"} 3"));
        CHECK(has_line(page, "sealwright_release_seconds_bucket{le=\"+Inf\"} 7"));
        CHECK(has_line(page, "sealwright_release_seconds_sum 12.345"));
        CHECK(has_line(page, "sealwright_release_seconds_count 7"));
        CHECK(has_line(page,
                       "sealwright_vault_canary_failing_subsets{vault=\"main\",env=\"trying\"} 2"));
    }

    TEST_CASE("what came of evidence is exposed with why, and nodes by their state") {
        const auto page = front::expose({}, numbers());

        CHECK(
            has_line(page,
                     "sealwright_attestations_total{vault=\"main\",env=\"trying\",purpose=\"open\","
                     "outcome=\"accepted\",reason=\"\",code=\"\"} 9"));
        CHECK(
            has_line(page,
                     "sealwright_attestations_total{vault=\"main\",env=\"trying\",purpose=\"open\","
                     "outcome=\"refused\",reason=\"pcr 7\",code=\"E1861\"} 4"));
        CHECK(has_line(page, "sealwright_sessions_open 6"));
        CHECK(has_line(page, "sealwright_verifications_under_way 1"));
        CHECK(has_line(page, "sealwright_verifications_total{outcome=\"parsed\"} 20"));
        CHECK(has_line(page, "sealwright_verifications_total{outcome=\"refused\"} 3"));
        CHECK(has_line(page, "sealwright_verifications_total{outcome=\"busy\"} 2"));
        CHECK(has_line(page, "sealwright_verifications_total{outcome=\"lost\"} 5"));
        CHECK(has_line(page,
                       "sealwright_vault_nodes{vault=\"main\",env=\"trying\",state=\"in "
                       "quarantine\"} 2"));
        CHECK(
            has_line(page, "sealwright_vault_baselines_overdue{vault=\"main\",env=\"trying\"} 1"));
    }

    TEST_CASE("what stands still is exposed with its end, and what waits for people with its age") {
        const auto page = front::expose({}, numbers());

        CHECK(has_line(page, "sealwright_vault_held{vault=\"main\",env=\"trying\"} 1"));
        CHECK(
            has_line(page,
                     "sealwright_vault_held_until_timestamp_seconds{vault=\"main\",env=\"trying\"} "
                     "1800000014.400"));
        CHECK(has_line(page, "sealwright_custodians_needed 3"));
        CHECK(has_line(page, "sealwright_custodians_margin -1"));
        CHECK(has_line(page, "sealwright_custodians_drill_timestamp_seconds 1799000000.000"));
        CHECK(has_line(page, "sealwright_frozen 1"));
        CHECK(has_line(page, "sealwright_frozen_until_timestamp_seconds 1800000018.000"));
        CHECK(has_line(page, "sealwright_person_requests_open{state=\"collecting\"} 4"));
        CHECK(has_line(page, "sealwright_person_requests_open{state=\"armed\"} 1"));
        CHECK(has_line(page, "sealwright_person_request_oldest_timestamp_seconds 1799999000.500"));
    }

    TEST_CASE("no value of a label can end it or begin a line") {
        auto odd = numbers();
        odd.vaults.front().name = "x\"} 1\nforged 1\\";

        const auto page = front::expose({}, odd);

        CHECK_FALSE(has_line(page, "forged 1"));
        CHECK(page.find("vault=\"x\\\"} 1 forged 1\\\\\",env=") != std::string::npos);
    }

    TEST_CASE("without a keeper a scrape has what the front knows, at once") {
        SetClock clock;
        FakePort port;
        port.is_there = false;
        front::MetricsDesk desk(clock, port);
        auto exchange = scrape();

        desk.ask(exchange);

        CHECK(exchange.status == 200);
        CHECK(has_line(exchange.json, "sealwright_keeper_up 0"));
        CHECK(has_line(exchange.json, "sealwright_front_connections_evicted_total 2"));
        CHECK(has_line(exchange.json,
                       "sealwright_server_certificate_not_after_timestamp_seconds "
                       "1800000000.250"));
        CHECK(exchange.json.find("sealwright_tokens_ready") == std::string::npos);
    }

    TEST_CASE("a keeper that is silent, leaves or answers nonsense ends no scrape unanswered") {
        SetClock clock;
        FakePort port;
        front::MetricsDesk desk(clock, port);
        auto silent = scrape();
        desk.ask(silent);
        clock.pass(front::MetricsDesk::patience_ms - 1);
        desk.tick();
        CHECK(silent.status == 0);
        clock.pass(1);
        desk.tick();
        auto left = scrape();
        desk.ask(left);
        desk.keeper_left();
        auto odd = scrape();
        desk.ask(odd);
        desk.keeper_answers(port.asked.back(), Error(errors::wire_short));

        for (const auto* each : {&silent, &left, &odd}) {
            CHECK(each->status == 200);
            CHECK(has_line(each->json, "sealwright_keeper_up 0"));
        }
        desk.keeper_answers(port.asked.front(), numbers());  // Too late: nobody waits.
    }

    TEST_CASE("each scrape gets the answer to its own ask, and who left gets none") {
        SetClock clock;
        FakePort port;
        front::MetricsDesk desk(clock, port);
        auto one = scrape();
        auto gone = scrape();
        desk.ask(one);
        desk.ask(gone);
        desk.forget(gone);

        desk.keeper_answers(port.asked.at(1), numbers());
        CHECK(gone.status == 0);
        CHECK(one.status == 0);
        desk.keeper_answers(port.asked.at(0), numbers());

        CHECK(has_line(one.json, "sealwright_keeper_up 1"));
    }

    TEST_CASE("another path, another method and one scrape too many are refused") {
        SetClock clock;
        FakePort port;
        front::MetricsDesk desk(clock, port);
        auto path = scrape();
        path.path = "/healthz";
        auto method = scrape();
        method.asked = http::Method::put;
        std::vector<FakeExchange> many(front::MetricsDesk::waiting_max, scrape());
        auto extra = scrape();

        desk.ask(path);
        desk.ask(method);
        for (auto& each : many) desk.ask(each);
        desk.ask(extra);

        CHECK(path.status == 404);
        CHECK(method.status == 405);
        CHECK(extra.status == 503);
        CHECK(port.asked.size() == many.size());
    }
}
