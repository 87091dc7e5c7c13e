#include "task_run.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/root/errors.hpp"

#include <boost/asio/awaitable.hpp>

#include <algorithm>

namespace sealwright::agent {
namespace {

using session::TaskKind;
using session::TaskStep;
using vault::Reply;

constexpr std::string_view token_info = "VUS-V1-ROOT-TOKEN";

std::vector<session::TaskRoot> listed(const std::vector<vault::Census::Root>& found) {
    std::vector<session::TaskRoot> roots;
    for (const auto& root : found) {
        if (roots.size() == session::task_roots_max) break;
        const auto cut = [](const std::string& text) {
            return text.substr(0, session::task_text_max);
        };
        roots.push_back({root.inside,
                         cut(root.token.accessor),
                         cut(root.token.made_at),
                         root.token.is_unlimited()});
    }
    return roots;
}

}  // namespace

TaskRun::TaskRun(boost::asio::io_context& io,
                 const http::ForeignServer& server,
                 TaskTalk& talk,
                 session::TaskOrder order,
                 Random& random)
    : line_(io, server), talk_(talk), order_(std::move(order)), random_(random) {
    ended_.task = order_.task;
}

http::Awaitable<session::TaskEnded> TaskRun::run() {
    const auto result = co_await carry_out();
    if (!result) {
        ended_.code = result.error().code();
        ended_.why = PublicText(result.error().sentence()).str();
    }
    if (!token_.is_empty()) {
        const auto ours = co_await ask(vault::revoke_self());
        if (!ours) log(LogLevel::warning, "the task's own token ends by itself", ours.error());
    }
    const auto heard = co_await talk_.end(ended_);
    if (!heard) log(LogLevel::warning, "the task's end was not heard", heard.error());
    co_return std::move(ended_);
}

http::Awaitable<Result<void>> TaskRun::carry_out() {
    CO_TRY(co_await log_in());
    if (order_.cancels_attempt) CO_TRY(co_await cancel_attempts());
    CO_TRY(co_await purge(TaskStep::census));
    switch (order_.kind) {
        case TaskKind::claim:
            CO_TRY(co_await claim());
            break;
        case TaskKind::rotate:
            CO_TRY(co_await rotate());
            break;
        case TaskKind::request:
            CO_TRY(co_await request());
            break;
    }
    co_return co_await purge(TaskStep::prove);
}

http::Awaitable<Result<Reply>> TaskRun::ask(const vault::Call& call) {
    co_return co_await line_.ask(call, call.by_token ? &token_ : nullptr, call_max);
}

http::Awaitable<Result<vault::SealStatus>> TaskRun::seal_status() {
    CO_TRY(reply, co_await ask(vault::ask_seal_status()));
    co_return vault::read_seal_status(reply);
}

http::Awaitable<Result<void>> TaskRun::say(TaskStep step) {
    session::TaskSaid said;
    said.task = order_.task;
    said.step = step;
    CO_TRY(co_await talk_.say(said));
    co_return done;
}

http::Awaitable<Result<std::vector<WipedBytes>>> TaskRun::shares_for(TaskStep step,
                                                                     std::uint64_t needed) {
    session::TaskSaid said;
    said.task = order_.task;
    said.step = step;
    said.needed = needed;
    CO_TRY(heard, co_await talk_.say(said));
    co_return std::move(heard.shares);
}

http::Awaitable<Result<void>> TaskRun::log_in() {
    CO_TRY(co_await say(TaskStep::log_in));
    const auto call = vault::log_in(order_.mount, order_.role, order_.login);
    CO_TRY(reply, co_await line_.ask(call, nullptr, call_max));
    CO_TRY(made, vault::read_made_token(reply));
    token_ = std::move(made.token);
    own_ = std::move(made.accessor);
    co_return done;
}

// Of an earlier try, which was told that it would begin one and nothing since. A stranger's that has
// come in its place is cancelled with it, and begins again.
http::Awaitable<Result<void>> TaskRun::cancel_attempts() {
    const bool is_request = order_.kind == TaskKind::request;
    const auto call = is_request ? vault::RootAttempt(vault::Product::openbao).cancel()
                                 : vault::KeyRotation(vault::KeyKind::recovery).cancel();
    CO_TRY(reply, co_await ask(call));
    co_return vault::done_by(reply);
}

http::Awaitable<Result<void>> TaskRun::purge(TaskStep look) {
    CO_TRY(co_await say(look));
    root::Purge purge(order_.granted, own_);
    while (purge.step() != root::Purge::Step::done) {
        if (purge.must_tell()) {
            session::TaskSaid said;
            said.task = order_.task;
            said.step = TaskStep::revoke;
            said.tokens = purge.tokens();
            said.namespaces = purge.namespaces();
            said.roots_in_all = purge.found().size();
            said.roots = listed(purge.found());
            CO_TRY(co_await talk_.say(said));
            ended_.roots_in_all += said.roots_in_all;
            purge.told();
        }
        const auto call = purge.next();
        auto reply = co_await ask(*call);
        if (reply) purge.take(*reply);
        if (!reply) purge.lost(reply.error());
    }
    ended_.tokens = purge.tokens();
    ended_.namespaces = purge.namespaces();
    ended_.revoked += purge.revoked();
    if (purge.failure()) co_return *purge.failure();
    co_return done;
}

http::Awaitable<Result<void>> TaskRun::rotate() {
    if (order_.rotates_recovery) CO_TRY(co_await change_recovery());
    co_return co_await rotate_barrier();
}

http::Awaitable<Result<void>> TaskRun::claim() {
    CO_TRY(co_await change_recovery());
    co_return co_await rotate_barrier();
}

http::Awaitable<Result<void>> TaskRun::rotate_barrier() {
    CO_TRY(co_await say(TaskStep::rotate_root));
    CO_TRY(reply, co_await ask(vault::rotate_barrier_root()));
    CO_TRY(vault::done_by(reply));
    ended_.rotated_root = true;
    co_return done;
}

http::Awaitable<Result<void>> TaskRun::change_recovery() {
    CO_TRY(status, co_await seal_status());
    if (status.total == 0) co_return co_await make_first_recovery();
    if (!order_.has_recovery) co_return errors::recovery_foreign;
    if (!order_.rotates_recovery) co_return done;
    co_return co_await give_and_change(status.needed);
}

// The keeper has it before the vault answers: the vault has it sealed first.
http::Awaitable<Result<void>> TaskRun::make_first_recovery() {
    CO_TRY(co_await say(TaskStep::begin_recovery));
    CO_TRY(reply, co_await ask(vault::KeyRotation::begin_first()));
    CO_TRY(status, vault::KeyRotation::read(reply));
    if (!status.complete) co_return errors::key_unchanged;
    ended_.changed_recovery = true;
    co_return done;
}

http::Awaitable<Result<void>> TaskRun::give_and_change(std::uint64_t needed) {
    CO_TRY(co_await say(TaskStep::begin_recovery));
    CO_TRY(shares, co_await shares_for(TaskStep::give_recovery, needed));
    root::KeyChange change(vault::KeyKind::recovery, std::move(shares));
    while (change.step() != root::KeyChange::Step::done) {
        if (change.must_keep()) {
            // The new key comes into force by a call in which the vault has it sealed by the keeper,
            // who keeps it in the commit before.
            const auto said = co_await say(TaskStep::verify_recovery);
            if (said) change.kept();
            if (!said) change.not_kept(said.error());
            continue;
        }
        const auto call = change.next();
        auto reply = co_await ask(*call);
        if (reply) change.take(*reply);
        if (!reply) change.lost(reply.error());
    }
    ended_.changed_recovery = change.outcome() == root::InForce::fresh;
    if (ended_.changed_recovery) co_return done;
    if (change.failure()) co_return *change.failure();
    co_return errors::key_unchanged;
}

http::Awaitable<Result<void>> TaskRun::request() {
    CO_TRY(status, co_await seal_status());
    CO_TRY(co_await say(TaskStep::begin_root));
    co_return co_await make_token(std::max<std::uint64_t>(status.needed, 1));
}

http::Awaitable<Result<void>> TaskRun::make_token(std::uint64_t needed) {
    root::Order order;
    CO_TRY(shares, co_await shares_for(TaskStep::give_root, needed));
    order.shares = std::move(shares);
    const auto own = token_.reveal();
    order.standing = vault::SecretText(WipedBytes(own.begin(), own.end()));
    order.ttl_s = order_.ttl_s;
    order.name = order_.label;
    root::Making making(std::move(order), random_);
    bool has_told = false;
    while (const auto next = making.next()) {
        if (making.step() == root::Step::prove && !has_told) {
            has_told = true;
            const auto said = co_await say(TaskStep::limit);
            if (!said) {
                making.lost(said.error());
                continue;
            }
        }
        auto reply = co_await line_.ask(next->call, next->token, call_max);
        if (reply) making.take(*reply);
        if (!reply) making.lost(reply.error());
    }
    const auto& left = making.left();
    if (!left.accessors.empty() || left.has_nameless) {
        log(LogLevel::error, "a root token may live; the next census finds it");
    }
    if (making.failure()) co_return *making.failure();
    co_return seal_token(making.release());
}

Result<void> TaskRun::seal_token(vault::MadeToken made) {
    const auto ephemeral = crypto::ExchangePair::generate(random_);
    TRY(sealed,
        crypto::Hpke::seal(order_.recipient,
                           view_of(token_info),
                           order_.task.bytes(),
                           made.token.reveal(),
                           ephemeral));
    constexpr std::uint64_t ms_per_s = 1'000;
    ended_.token = std::move(sealed);
    ended_.accessor = made.accessor;
    ended_.ends_ms = SystemClock().now().wall_ms + made.ttl_s * ms_per_s;
    order_.granted.push_back(std::move(made.accessor));
    return done;
}

}  // namespace sealwright::agent
