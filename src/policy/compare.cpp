#include "judge.hpp"
#include "sealwright/policy/review.hpp"

#include <algorithm>
#include <set>

namespace sealwright::policy {
namespace {

constexpr std::size_t releases_max = std::size_t{1} << 20;
// Terms held against releases: some tenths of a second of whoever compares.
constexpr std::size_t work_max = std::size_t{1} << 22;
// No name begins with it, so it is none that a policy can name.
constexpr const char* any_other = "-";

// For each claim one value of every kind that a term of the policies can tell from another.
struct Grid {
    std::set<std::string> vaults{any_other};
    std::set<std::string> nodes{any_other};
    std::set<std::string> environments{any_other};
    std::set<std::uint64_t> ages{0};
    std::set<Address> sources{Address()};
    std::set<std::uint64_t> times;
    bool tells_classes = false;

    static Grid of(std::initializer_list<const ReleasePolicy*> policies);
    void add(const Term& term);
    [[nodiscard]] std::size_t releases() const;
    // Of sources, one that is not known among them, and times.
    [[nodiscard]] std::size_t places() const {
        return (sources.size() + 1) * std::max<std::size_t>(times.size(), 1);
    }
};

constexpr std::uint64_t minute_ms = 60'000;
constexpr std::uint64_t day_ms = std::uint64_t{TimeIn::day_minutes} * minute_ms;

struct Adder {
    Grid& grid;

    void operator()(const AllOf& all) const { add(all.terms); }
    void operator()(const AnyOf& any) const { add(any.terms); }
    void operator()(const NotOf& none) const { add(none.terms); }
    void operator()(const NamedOneOf& named) const {
        auto& names = named.subject == Subject::vault  ? grid.vaults
                      : named.subject == Subject::node ? grid.nodes
                                                       : grid.environments;
        names.insert(named.names.begin(), named.names.end());
    }
    void operator()(const EvidenceOneOf&) const {}  // All kinds are in the grid.
    void operator()(const EvidenceAgeAtMost& age) const {
        grid.ages.insert(age.age_ms);
        if (age.age_ms + 1 != 0) grid.ages.insert(age.age_ms + 1);
    }
    // Between two borders every address is in the same networks.
    void operator()(const SourceIn& source) const {
        for (const auto& network : source.networks) {
            grid.sources.insert(network.first());
            if (const auto behind = network.last().next()) grid.sources.insert(*behind);
        }
    }
    void operator()(const TimeIn& time) const {
        for (std::uint64_t day = 0; day < 7; ++day) {
            grid.times.insert(day * day_ms);
            grid.times.insert(day * day_ms + time.from * minute_ms);
            grid.times.insert(day * day_ms + time.until * minute_ms);
        }
    }
    void operator()(const ClassOneOf&) const { grid.tells_classes = true; }

    void add(const std::vector<Term>& terms) const {
        for (const auto& term : terms) grid.add(term);
    }
};

void Grid::add(const Term& term) {
    std::visit(Adder{*this}, term.of);
}

Grid Grid::of(std::initializer_list<const ReleasePolicy*> policies) {
    Grid grid;
    for (const auto* policy : policies) {
        for (const auto& rule : policy->rules()) grid.add(rule.when);
    }
    return grid;
}

constexpr std::size_t kinds = static_cast<std::size_t>(claims::evidence_kind_last) + 1;
constexpr std::size_t classes = static_cast<std::size_t>(claims::seal_class_last) + 1;

std::size_t Grid::releases() const {
    std::size_t count = kinds;
    const auto times_more = [&](std::size_t more) {
        count = more > releases_max / count ? releases_max + 1 : count * more;
    };
    times_more(tells_classes ? classes : 1);
    times_more(vaults.size());
    times_more(nodes.size());
    times_more(environments.size());
    times_more(ages.size());
    // One that is not known is in no network.
    times_more(sources.size() + 1);
    times_more(std::max<std::size_t>(times.size(), 1));
    return count;
}

// Writes into `release` the one with this number.
void pick(const Grid& grid, std::size_t number, ReleaseClaims& release) {
    const auto take = [&](std::size_t of) {
        const auto place = number % of;
        number /= of;
        return static_cast<std::ptrdiff_t>(place);
    };
    const auto of = [&](const auto& values) {
        return *std::next(values.begin(), take(values.size()));
    };
    release.evidence = static_cast<claims::EvidenceKind>(take(kinds));
    release.seal_class = static_cast<claims::SealClass>(take(grid.tells_classes ? classes : 1));
    release.vault = of(grid.vaults);
    release.node = of(grid.nodes);
    release.environment = of(grid.environments);
    release.evidence_age_ms = of(grid.ages);
    const auto source = take(grid.sources.size() + 1);
    release.source.reset();
    if (source != 0) release.source = *std::next(grid.sources.begin(), source - 1);
    release.wall_ms = grid.times.empty() ? 0 : of(grid.times);
}

std::size_t count_of(const Term& term);

std::size_t count_of(const std::vector<Term>& terms) {
    std::size_t count = 0;
    for (const auto& term : terms) count += count_of(term);
    return count;
}

std::size_t count_of(const Term& term) {
    if (const auto* all = std::get_if<AllOf>(&term.of)) return 1 + count_of(all->terms);
    if (const auto* any = std::get_if<AnyOf>(&term.of)) return 1 + count_of(any->terms);
    if (const auto* none = std::get_if<NotOf>(&term.of)) return 1 + count_of(none->terms);
    return 1;
}

std::size_t terms_in(const ReleasePolicy& policy) {
    std::size_t count = 1;
    for (const auto& rule : policy.rules()) count += count_of(rule.when);
    return count;
}

// From nowhere that is known, and from each network; at each time that a rule tells from another.
template <class Each>
bool for_each_place(const Grid& grid, ReleaseClaims release, Each each) {
    std::vector<std::optional<Address>> sources{std::nullopt};
    sources.insert(sources.end(), grid.sources.begin(), grid.sources.end());
    std::vector<std::uint64_t> times(grid.times.begin(), grid.times.end());
    if (times.empty()) times.push_back(0);
    for (const auto& source : sources) {
        for (const auto time : times) {
            release.source = source;
            release.wall_ms = time;
            if (!each(release)) return false;
        }
    }
    return true;
}

bool allows(const ReleasePolicy& policy, const ReleaseClaims& release) {
    return std::ranges::any_of(policy.rules(),
                               [&](const ReleaseRule& rule) { return holds(rule.when, release); });
}

}  // namespace

std::string_view word_of(Change change) {
    constexpr std::array<std::string_view, 3> words{"equal", "tighter", "looser"};
    return words.at(static_cast<std::size_t>(change));
}

// Class production only takes away, from both the same: what is looser without it bounds the rest.
Difference compare(const ReleasePolicy& older, const ReleasePolicy& newer) {
    Difference difference;
    if (older == newer) return difference;
    const auto grid = Grid::of({&older, &newer});
    const auto releases = grid.releases();
    const auto limit = std::min(releases_max, work_max / (terms_in(older) + terms_in(newer)));
    if (releases > limit) return {Change::looser, false, {}, {}};
    ReleaseClaims release;
    for (std::size_t number = 0; number < releases; ++number) {
        pick(grid, number, release);
        const bool before = allows(older, release);
        const bool after = allows(newer, release);
        if (after && !before && !difference.gained) difference.gained = release;
        if (before && !after && !difference.lost) difference.lost = release;
    }
    if (difference.lost) difference.change = Change::tighter;
    if (difference.gained) difference.change = Change::looser;
    return difference;
}

bool takes_from(const ReleasePolicy& older, const ReleasePolicy& newer, ReleaseClaims of) {
    const auto grid = Grid::of({&older, &newer});
    if (grid.ages.size() * grid.places() > work_max / (terms_in(older) + terms_in(newer)))
        return true;
    const auto is_kept = [&](const ReleaseClaims& release) {
        return newer.decide(release).ok() || !older.decide(release).ok();
    };
    return !std::ranges::all_of(grid.ages, [&](std::uint64_t age) {
        of.evidence_age_ms = age;
        return for_each_place(grid, of, is_kept);
    });
}

bool always_allows(const ReleasePolicy& policy, ReleaseClaims of) {
    const auto grid = Grid::of({&policy});
    if (grid.places() > work_max / terms_in(policy)) return false;
    of.evidence_age_ms = 0;
    return for_each_place(
        grid, of, [&](const ReleaseClaims& release) { return policy.decide(release).ok(); });
}

}  // namespace sealwright::policy
