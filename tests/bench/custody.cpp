// What each step of making and using a key of custodians costs one of them.
#include "meter.hpp"
#include "stopwatch.hpp"
#include "threshold/house.hpp"

#include <cstdio>
#include <string_view>

namespace sealwright::bench {
namespace {

using threshold::Combiner;
using threshold::Opening;

// A whole ceremony, and of its shares as many as are needed.
struct House {
    SystemRandom random;
    std::vector<test::Custodian> custodians;
    test::Ceremony ceremony;
    threshold::Group group;
    std::vector<threshold::SecretShare> shares;

    static House found(std::size_t needed, std::size_t total) {
        SystemRandom random;
        auto custodians = test::people(test::counting(total), random);
        auto ceremony = test::Ceremony::play(test::session_of(custodians, needed), random);
        const auto pending =
            threshold::PendingGroup::of(ceremony.reveals, ceremony.deals, threshold::Epoch(1));
        auto group = test::certified(pending, custodians);
        House house{random, std::move(custodians), std::move(ceremony), std::move(group), {}};
        for (std::size_t place = 0; place < needed; ++place) {
            house.shares.push_back(*house.receive(place));
        }
        return house;
    }

    [[nodiscard]] Result<threshold::SecretShare> receive(std::size_t place) const {
        return threshold::receive(ceremony.reveals,
                                  ceremony.deals,
                                  custodians[place].index,
                                  custodians[place].transport,
                                  threshold::Epoch(1));
    }
};

template <class Value>
Value right(Result<Value> result) {
    if (!result) give_up(result.error().sentence());
    return *std::move(result);
}

void right(const Result<void>& result) {
    if (!result) give_up(result.error().sentence());
}

void print(std::string_view name, double ns, bool is_last = false) {
    std::printf("\"%.*s\": %.4f%s",
                static_cast<int>(name.size()),
                name.data(),
                ns / 1e6,
                is_last ? "}\n" : ", ");
}

// All that a custodian checks of the others: their proofs, their commitments, and the sum of what
// they sealed to this one.
void check_all(const House& house, const std::vector<threshold::Reveal>& reveals) {
    const auto& ceremony = house.ceremony;
    right(threshold::RevealRound::close(ceremony.session, ceremony.commits, reveals));
    right(house.receive(0));
}

void making(House& house, const Stopwatch& watch) {
    const auto& session = house.ceremony.session;
    const auto& self = house.custodians[0].index;
    const auto& reveals = house.ceremony.reveals;
    print("deal", watch.p50_ns([&] {
        const auto dealer = right(threshold::Dealer::begin(session, self, house.random));
        if (dealer.commit().dealer != self) give_up("deal");
    }));
    print("seal_deals", watch.p50_ns([&] { right(house.ceremony.dealers[0].deal(reveals)); }));
    print("verify", watch.p50_ns([&] { check_all(house, reveals.reveals()); }));
}

void combine(const Opening& opening, const std::vector<Bytes>& parts) {
    auto combiner = right(Combiner::begin(opening));
    for (const auto& part : parts) right(combiner.add(right(threshold::PartialBox::parse(part))));
    right(combiner.open<test::AnyKeyTag>(test::pepper()));
}

void using_it(House& house, const Stopwatch& watch) {
    const auto label = test::label_of(house.group);
    const auto sealed = test::seal(house.group, label, house.random);
    const Opening opening{house.group, sealed, label, {{1}, {2}}};
    std::vector<Bytes> parts;
    for (const auto& share : house.shares) {
        const auto part = threshold::make_partial(opening, share, house.random);
        const auto written = threshold::PartialBox::write(*part);
        parts.emplace_back(written.begin(), written.end());
    }
    const auto part = right(threshold::PartialBox::parse(parts[0]));
    print("encrypt", watch.p50_ns([&] { test::seal(house.group, label, house.random); }));
    print("check",
          watch.p50_ns([&] { right(threshold::check_sealed(house.group.key(), label, sealed)); }));
    print("partial", watch.p50_ns([&] {
        right(threshold::make_partial(opening, house.shares[0], house.random));
    }));
    print("verify_partial", watch.p50_ns([&] { right(threshold::verify_partial(opening, part)); }));
    print("combine", watch.p50_ns([&] { combine(opening, parts); }), true);
}

}  // namespace

// One JSON document: p50 of each step in milliseconds.
int custody(const Words& words) {
    const Stopwatch watch(std::chrono::milliseconds(words.number("run-ms", 500)), 1);
    auto house = House::found(words.number("needed", 3), words.number("total", 5));
    std::printf("{");
    making(house, watch);
    using_it(house, watch);
    return 0;
}

}  // namespace sealwright::bench
