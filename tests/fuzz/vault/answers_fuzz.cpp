// A vault that answers anything at all: the first byte says with which status, all others are the
// body of each answer in turn. No token comes out that the vault has not named, and nothing that
// was begun is forgotten.
#include "../../support/seeded_random.hpp"
#include "sealwright/root/errors.hpp"
#include "sealwright/root/key_change.hpp"
#include "sealwright/root/making.hpp"
#include "sealwright/root/purge.hpp"
#include "sealwright/vault/steps/census.hpp"
#include "sealwright/vault/steps/status.hpp"

#include <array>

namespace {

using namespace sealwright;

constexpr std::array<std::uint16_t, 8> statuses = {200, 204, 400, 403, 404, 405, 500, 503};
constexpr int calls_max = 64;

vault::Reply reply(std::uint16_t status, View body) {
    return {status, WipedBytes(body.begin(), body.end())};
}

void read_each(const vault::Reply& answer) {
    const auto token = vault::read_token(answer);
    if (token) check(token->is_root() == vault::read_token(answer)->is_root());
    const auto listed = vault::read_listed_token(answer);
    if (listed && *listed) check(token.ok());
    const auto status = vault::read_seal_status(answer);
    if (status) check(answer.status < 300);
    const auto made = vault::read_made_token(answer);
    if (made) check(!made->token.is_empty());
    static_cast<void>(vault::read_revoked(answer));
    static_cast<void>(vault::read_product(answer));
    check(!vault::read_active(answer) || answer.status == 200);
}

// Separated by a zero byte, one for each call; the last is repeated. A digit in front is a status
// of its own; a `-` alone is no answer.
class Answers {
public:
    Answers(std::uint16_t status, View bodies) : status_(status), rest_(text_of(bodies)) {}

    std::optional<vault::Reply> next() {
        const auto end = rest_.find('\0');
        auto one = rest_.substr(0, end);
        if (end != std::string_view::npos) rest_.remove_prefix(end + 1);
        if (one == "-") return std::nullopt;
        auto with = status_;
        if (!one.empty() && one.front() >= '0' && one.front() <= '7') {
            with = statuses.at(static_cast<std::size_t>(one.front() - '0'));
            one.remove_prefix(1);
        }
        return reply(with, view_of(one));
    }

private:
    std::uint16_t status_;
    std::string_view rest_;
};

template <class Machine>
void hand_on(Machine& machine, Answers& answers) {
    const auto answer = answers.next();
    if (answer) machine.take(*answer);
    if (!answer) machine.lost(errors::answer_unreadable);
}

// When the shares come.
enum class Shares : std::uint8_t { first, late, never };

std::vector<WipedBytes> shares() {
    return {WipedBytes(33, 1), WipedBytes(33, 2)};
}

std::vector<WipedBytes> first_shares(Shares when) {
    return when == Shares::first ? shares() : std::vector<WipedBytes>();
}

template <class Machine>
void give_shares(Machine& machine, Shares when) {
    check(when != Shares::first && machine.needed() > 0);
    if (when == Shares::late) machine.supply(shares());
    if (when == Shares::never) machine.give_up(errors::shares_too_few);
}

void count(Answers answers) {
    vault::Census census(true, "");
    for (int call = 0; call < calls_max && census.next(); ++call) {
        const auto answer = answers.next();
        if (!answer || !census.take(*answer)) return;
    }
    for (const auto& root : census.roots()) check(root.token.is_root());
}

// Nothing is revoked that was not told, nor what was granted; and it is over before long.
void purge(Answers answers) {
    const std::string granted = "granted";
    root::Purge purge({granted}, "own");
    std::size_t may_be_revoked = 0;
    for (int call = 0; call < calls_max && purge.step() != root::Purge::Step::done; ++call) {
        if (purge.must_tell()) {
            const bool is_before = purge.step() == root::Purge::Step::tell_found;
            for (const auto& root : purge.found()) {
                check(root.token.is_root() && root.token.accessor != granted);
            }
            may_be_revoked += is_before ? purge.found().size() : 0;
            purge.told();
            continue;
        }
        check(purge.next().has_value());
        hand_on(purge, answers);
    }
    check(purge.revoked() <= may_be_revoked);
    const bool is_over = purge.step() == root::Purge::Step::done;
    if (is_over && !purge.failure()) check(purge.found().empty() && purge.tokens() > 0);
}

void make(Answers answers, Shares when) {
    root::Order order;
    const auto standing = view_of("s.standing");
    order.standing = vault::SecretText(WipedBytes(standing.begin(), standing.end()));
    order.shares = first_shares(when);
    order.ttl_s = 900;
    test::SeededRandom random(1);
    root::Making making(std::move(order), random);
    bool is_limited_made = false;
    for (int call = 0; call < calls_max; ++call) {
        if (making.needs_shares()) give_shares(making, when);
        const auto ask = making.next();
        if (!ask) break;
        is_limited_made = is_limited_made || making.step() == root::Step::check;
        hand_on(making, answers);
    }
    check(making.step() == root::Step::done);
    check(when != Shares::never || making.failure().has_value());
    if (!making.failure()) check(is_limited_made && !making.release().accessor.empty());
}

// Nothing is in force that its owner has not kept.
void change(Answers answers, Shares when) {
    root::KeyChange change(vault::KeyKind::recovery, first_shares(when));
    bool is_kept = false;
    for (int call = 0; call < calls_max; ++call) {
        if (change.needs_shares()) give_shares(change, when);
        if (change.must_keep()) {
            is_kept = change.fresh().size() == 32;
            change.kept();
        }
        const auto ask = change.next();
        if (!ask) break;
        hand_on(change, answers);
    }
    check(change.step() == root::KeyChange::Step::done);
    check(change.outcome() != root::InForce::fresh || is_kept);
    check(when != Shares::never || change.outcome() == root::InForce::old);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto status = statuses.at(*data % statuses.size());
    const View body(data + 1, size - 1);
    const auto answer = reply(status, body);
    read_each(answer);
    count(Answers(status, body));
    purge(Answers(status, body));
    for (const auto when : {Shares::first, Shares::late, Shares::never}) {
        make(Answers(status, body), when);
        change(Answers(status, body), when);
    }
    return 0;
}
