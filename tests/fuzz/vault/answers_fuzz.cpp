// A vault that answers anything at all: the first byte says with which status, all others are the
// body of each answer in turn. No token comes out that the vault has not named, and nothing that
// was begun is forgotten.
#include "../../support/seeded_random.hpp"
#include "sealwright/root/key_change.hpp"
#include "sealwright/root/making.hpp"
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
}

// Separated by a zero byte, one for each call; the last is repeated. A digit in front is a status
// of its own.
class Answers {
public:
    Answers(std::uint16_t status, View bodies) : status_(status), rest_(text_of(bodies)) {}

    vault::Reply next() {
        const auto end = rest_.find('\0');
        auto one = rest_.substr(0, end);
        if (end != std::string_view::npos) rest_.remove_prefix(end + 1);
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

std::vector<WipedBytes> shares() {
    return {WipedBytes(33, 1), WipedBytes(33, 2)};
}

void count(Answers answers) {
    vault::Census census(true, "");
    for (int call = 0; call < calls_max && census.next(); ++call) {
        if (!census.take(answers.next())) return;
    }
    for (const auto& root : census.roots()) check(root.token.is_root());
}

void make(Answers answers) {
    root::Order order;
    const auto standing = view_of("s.standing");
    order.standing = vault::SecretText(WipedBytes(standing.begin(), standing.end()));
    order.shares = shares();
    order.ttl_s = 900;
    test::SeededRandom random(1);
    root::Making making(std::move(order), random);
    bool is_limited_made = false;
    for (int call = 0; call < calls_max; ++call) {
        const auto ask = making.next();
        if (!ask) break;
        is_limited_made = is_limited_made || making.step() == root::Step::check;
        making.take(answers.next());
    }
    check(making.step() == root::Step::done);
    if (!making.failure()) check(is_limited_made && !making.release().accessor.empty());
}

// Nothing is in force that its owner has not kept.
void change(Answers answers) {
    root::KeyChange change(vault::KeyKind::recovery, shares());
    bool is_kept = false;
    for (int call = 0; call < calls_max; ++call) {
        if (change.must_keep()) {
            is_kept = change.fresh().size() == 32;
            change.kept();
        }
        const auto ask = change.next();
        if (!ask) break;
        change.take(answers.next());
    }
    check(change.step() == root::KeyChange::Step::done);
    check(change.outcome() != root::InForce::fresh || is_kept);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto status = statuses.at(*data % statuses.size());
    const View body(data + 1, size - 1);
    const auto answer = reply(status, body);
    read_each(answer);
    count(Answers(status, body));
    make(Answers(status, body));
    change(Answers(status, body));
    return 0;
}
