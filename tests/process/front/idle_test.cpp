#include "running_front.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <vector>

using namespace front_test;

namespace {

// What the process has to itself and its part of what it shares.
std::size_t memory_kib_of(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string name;
        std::size_t size = 0;
        if (words >> name >> size && name == "Pss:") return size;
    }
    return 0;
}

}  // namespace

TEST_SUITE("front/idle") {
    TEST_CASE("an idle client costs at most 64 KiB") {
        constexpr std::size_t clients_count = 200;
        RunningFront front;
        const auto node = make_identity(-60, 3600);
        front.keeper().start(open_with({hint_of(node, 1)}));
        auto first = front.client(&node);  // What is needed once is not the price of each.
        CHECK(first.put("/v1/transit/nowhere", "{}").status == 404);
        const auto before = memory_kib_of(front.pid());
        REQUIRE(before > 0);
        std::vector<TlsClient> clients;

        for (std::size_t index = 0; index < clients_count; ++index) {
            clients.push_back(front.client(&node));
            clients.back().send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            REQUIRE(clients.back().receive().status >= 200);
        }
        ::usleep(200'000);

        const auto each = (memory_kib_of(front.pid()) - before) / clients_count;
        MESSAGE("KiB for each idle client: " << each);
        CHECK(each > 0);
        CHECK(each <= 64);
    }
}
