// Requests a page at a time, as people and the local socket read them.
#include "people_bench.hpp"
#include "requests.hpp"

using namespace sealwright;
using test::PeopleBench;

namespace {

// With some requests of the same plan, whose ids are anything.
class Paged : public PeopleBench {
public:
    Paged() {
        PeopleBench::found();
        first = propose("ana", operate::VaultAddAsk{"prod", "transit", "prod", {}, false});
    }
    void fill(std::size_t count, bool is_open, std::size_t plan_size = 16) {
        for (std::size_t each = 0; each < count; ++each) {
            auto draft = core().draft();
            auto another = first;
            another.id = RequestId::random(random);
            another.plan.body.assign(plan_size, std::uint8_t{7});
            if (!is_open) another.commit(clock.now().wall_ms);
            draft.put(keeper::KeptRequest{another, is_open ? 0U : 1U});
            draft.record({std::nullopt, journal::Kind::alert, {{"what", std::string("filled")}}});
            REQUIRE(core().commit_once(std::move(draft)).ok());
        }
    }
    operate::Requests page(const operate::RequestsAsk& ask) {
        const auto reply = asks("bea", ask);
        REQUIRE(reply.type == operate::Requests::type);
        auto page = wire::decode<operate::Requests>(reply.body);
        REQUIRE(page.ok());
        return std::move(*page);
    }
    // Every id, page for page, and how many pages it took.
    std::pair<std::set<RequestId>, std::size_t> all(std::uint32_t count, bool open_only) {
        std::set<RequestId> ids;
        operate::RequestsAsk ask{{}, count, open_only};
        for (std::size_t pages = 1; pages <= 1024; ++pages) {
            const auto got = page(ask);
            CHECK(got.requests.size() <= std::min<std::size_t>(count, 256));
            for (const auto& each : got.requests) {
                const auto request = wire::decode<ceremony::Request>(each.request);
                REQUIRE(request.ok());
                CHECK(ids.insert(request->id).second);
                if (open_only) CHECK(request->is_open());
            }
            if (got.next == IdBytes{}) return {ids, pages};
            ask.after = got.next;
        }
        FAIL("the pages never end");
        return {};
    }

    ceremony::Request first;
};

}  // namespace

TEST_SUITE("keeper/request_pages") {
    TEST_CASE("pages have each request once, and the last one says that it is") {
        Paged bench;
        bench.fill(9, true);
        for (const std::uint32_t count : {1U, 3U, 5U, 9U, 10U, 11U}) {
            INFO(count);
            const auto [ids, pages] = bench.all(count, false);
            CHECK(ids.size() == 10);
            CHECK(pages == (10 + count - 1) / count);
        }
    }

    TEST_CASE("a page has 256 requests at most, whatever is asked for") {
        Paged bench;
        bench.fill(300, false);
        CHECK(bench.page({{}, 100'000, false}).requests.size() == operate::requests_page_max);
        CHECK(bench.all(100'000, false).first.size() == 301);
    }

    TEST_CASE("a page of long plans ends at 2 MiB, and the next one goes on") {
        Paged bench;
        bench.fill(80, true, 60'000);

        const auto page = bench.page({{}, 256, false});
        const auto [ids, pages] = bench.all(256, false);

        std::size_t size = 0;
        for (const auto& each : page.requests) size += each.request.size();
        CHECK(size <= std::size_t{2} * 1024 * 1024);
        CHECK(page.requests.size() > 30);
        CHECK(page.next != IdBytes{});
        CHECK(ids.size() == 81);
        CHECK(pages == 3);
    }

    TEST_CASE("of open requests alone a page has no other, and closed ones make no page more") {
        Paged bench;
        bench.fill(20, false);
        bench.fill(3, true);
        const auto [ids, pages] = bench.all(4, true);
        CHECK(ids.size() == 4);
        CHECK(ids.contains(bench.first.id));
        CHECK(pages == 1);
    }

    TEST_CASE("a page goes on behind an id that is not there any more") {
        Paged bench;
        bench.fill(4, true);
        auto gone = bench.page({{}, 2, false}).next;
        const auto rest = bench.page({gone, 256, false}).requests.size();
        auto draft = bench.core().draft();
        draft.forget_request(RequestId(gone));
        REQUIRE(bench.core().commit_once(std::move(draft)).ok());

        CHECK(bench.page({gone, 256, false}).requests.size() == rest);
        CHECK(rest == 3);
    }

    TEST_CASE("the local socket reads requests as people do") {
        Paged bench;
        const auto page = bench.must<operate::Requests>(operate::RequestsAsk{{}, 16, true});
        REQUIRE(page.requests.size() == 1);
        const auto shown =
            bench.must<operate::RequestShown>(operate::RequestAsk{bench.first.id.bytes()});
        CHECK(shown.request == page.requests.front().request);
        CHECK(shown.approvals == 1);
        CHECK(bench.refused(operate::RequestAsk{}) == errors::request_unknown.code);
    }
}
