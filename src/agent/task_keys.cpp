#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/root/errors.hpp"
#include "task_run.hpp"

#include <boost/asio/awaitable.hpp>

namespace sealwright::agent {
namespace {

using session::TaskStep;

}  // namespace

http::Awaitable<Result<void>> TaskRun::change_recovery() {
    CO_TRY(reply, co_await ask(vault::ask_seal_status()));
    CO_TRY(status, vault::read_seal_status(reply));
    if (status.total == 0) co_return co_await make_first_recovery();
    if (!order_.has_recovery) co_return errors::recovery_foreign;
    if (!order_.rotates_recovery) co_return done;
    co_return co_await change_known_recovery();
}

// The keeper has it before the vault answers: the vault has it sealed first.
http::Awaitable<Result<void>> TaskRun::make_first_recovery() {
    CO_TRY(co_await say(TaskStep::begin_recovery));
    CO_TRY(reply, co_await ask(vault::KeyRotation::begin_first()));
    CO_TRY(status, vault::KeyRotation::read(reply));
    if (!status.complete || !status.key) co_return errors::key_unchanged;
    ended_.changed_recovery = true;
    ended_.recovery = crypto::th(session::recovery_digest, {*status.key});
    co_return done;
}

http::Awaitable<Result<void>> TaskRun::change_known_recovery() {
    CO_TRY(co_await say(TaskStep::begin_recovery));
    const auto change =
        std::make_unique<root::KeyChange>(vault::KeyKind::recovery, std::vector<WipedBytes>());
    while (change->step() != root::KeyChange::Step::done) co_await go_on(*change);
    has_left_attempt_ = has_left_attempt_ || change->is_left();
    if (change->outcome() == root::InForce::fresh) {
        ended_.changed_recovery = true;
        ended_.recovery = crypto::th(session::recovery_digest, {change->fresh()});
        co_return done;
    }
    if (change->failure()) co_return *change->failure();
    co_return errors::key_unchanged;
}

http::Awaitable<void> TaskRun::go_on(root::KeyChange& change) {
    if (change.needs_shares()) {
        auto shares = co_await shares_for(TaskStep::give_recovery, change.needed());
        if (shares) change.supply(std::move(*shares));
        if (!shares) change.give_up(shares.error());
        co_return;
    }
    if (change.must_keep()) {
        // The new key comes into force by a call in which the vault has it sealed by the keeper,
        // who keeps it in the commit before.
        const auto said = co_await say(TaskStep::verify_recovery);
        if (said) change.kept();
        if (!said) change.not_kept(said.error());
        co_return;
    }
    const auto call = change.next();
    const auto reply = co_await ask(*call);
    if (reply) change.take(*reply);
    if (!reply) change.lost(reply.error());
}

http::Awaitable<Result<void>> TaskRun::make_token() {
    CO_TRY(co_await say(TaskStep::begin_root));
    root::Order order;
    const auto own = token_.reveal();
    order.standing = vault::SecretText(WipedBytes(own.begin(), own.end()));
    order.ttl_s = order_.ttl_s;
    order.name = order_.label;
    const auto making = std::make_unique<root::Making>(std::move(order), random_);
    while (making->step() != root::Step::done) co_await go_on(*making);
    has_left_attempt_ = making->left().has_attempt;
    co_await end_left(making->left());
    if (making->failure()) co_return *making->failure();
    co_return seal_token(making->release());
}

http::Awaitable<void> TaskRun::go_on(root::Making& making) {
    if (making.needs_shares()) {
        auto shares = co_await shares_for(TaskStep::give_root, making.needed());
        if (shares) making.supply(std::move(*shares));
        if (!shares) making.give_up(shares.error());
        co_return;
    }
    if (making.step() == root::Step::prove) {
        const auto said = co_await say(TaskStep::limit);
        if (!said) {
            making.give_up(said.error());
            co_return;
        }
    }
    const auto next = making.next();
    const auto reply = co_await line_.ask(next->call, next->token, call_max);
    if (reply) making.take(*reply);
    if (!reply) making.lost(reply.error());
}

// What could not take itself back: by its accessor, or, where that never came, by a census.
http::Awaitable<void> TaskRun::end_left(root::Making::Left left) {
    for (const auto& accessor : left.accessors) {
        const auto dead = co_await revoke(accessor);
        if (!dead) left.has_nameless = true;
    }
    if (!left.has_nameless) co_return;
    const auto purged = co_await purge(TaskStep::prove);
    if (!purged) {
        log(LogLevel::error, "a root token may live; the next census finds it", purged.error());
    }
}

Result<void> TaskRun::seal_token(vault::MadeToken made) {
    constexpr std::uint64_t ms_per_s = 1'000;
    ended_.accessor = made.accessor;
    ended_.ends_ms = SystemClock().now().wall_ms + made.ttl_s * ms_per_s;
    order_.granted.push_back(std::move(made.accessor));
    const auto ephemeral = crypto::ExchangePair::generate(random_);
    TRY(sealed,
        crypto::Hpke::seal(order_.recipient,
                           view_of(session::root_token_info),
                           order_.task.bytes(),
                           made.token.reveal(),
                           ephemeral));
    ended_.token = std::move(sealed);
    return done;
}

}  // namespace sealwright::agent
