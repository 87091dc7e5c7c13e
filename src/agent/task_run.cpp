#include "task_run.hpp"

#include "sealwright/core/log.hpp"

#include <boost/asio/awaitable.hpp>

#include <algorithm>

namespace sealwright::agent {
namespace {

using session::TaskKind;
using session::TaskStep;
using vault::Reply;

constexpr std::size_t namespace_max = 1'024;
constexpr std::chrono::seconds say_again{20};

std::vector<claims::RootSeen> listed(const std::vector<vault::Census::Root>& found) {
    std::vector<claims::RootSeen> roots;
    for (const auto& root : found) {
        if (roots.size() == session::task_roots_max) break;
        roots.push_back({root.inside.substr(0, namespace_max),
                         root.token.accessor.substr(0, session::task_text_max),
                         root.token.made_at.substr(0, session::task_text_max),
                         root.token.is_unlimited()});
    }
    return roots;
}

// Told once, though more than one round has found it.
void add(std::vector<claims::RootSeen>& roots, const std::vector<claims::RootSeen>& found) {
    for (const auto& root : found) {
        const bool is_known = std::ranges::find(roots, root) != roots.end();
        if (!is_known && roots.size() < session::task_roots_max) roots.push_back(root);
    }
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
    co_await clean_up();
    const auto ours = co_await log_out();
    if (!ours) log(LogLevel::warning, "the task's own token ends by itself", ours.error());
    if (has_left_attempt_) {
        log(LogLevel::error, "an attempt is left in the vault; the next try cancels it");
        co_return std::move(ended_);
    }
    const auto heard = co_await talk_.end(ended_);
    if (!heard) log(LogLevel::warning, "the task's end was not heard", heard.error());
    co_return std::move(ended_);
}

http::Awaitable<Result<void>> TaskRun::carry_out() {
    CO_TRY(co_await log_in());
    if (order_.cancels_attempt) CO_TRY(co_await cancel_attempt());
    CO_TRY(co_await purge(TaskStep::census));
    switch (order_.kind) {
        case TaskKind::claim:
            CO_TRY(co_await change_recovery());
            CO_TRY(co_await rotate_barrier());
            break;
        case TaskKind::rotate:
            if (order_.rotates_recovery) CO_TRY(co_await change_recovery());
            CO_TRY(co_await rotate_barrier());
            break;
        case TaskKind::request:
            CO_TRY(co_await make_token());
            // The recovery key that was used has lain in this process.
            if (order_.rotates_recovery) CO_TRY(co_await change_recovery());
            break;
        case TaskKind::look:
            break;
        case TaskKind::preview:
            co_return done;
    }
    co_return co_await purge(TaskStep::prove);
}

// No run leaves an attempt, and a failed one no token that it made.
http::Awaitable<void> TaskRun::clean_up() {
    if (has_left_attempt_) {
        const auto cancelled = co_await cancel_attempt();
        has_left_attempt_ = !cancelled.ok();
    }
    if (ended_.code == 0 || ended_.accessor.empty()) co_return;
    const auto dead = co_await revoke(ended_.accessor);
    if (!dead) log(LogLevel::error, "a root token may live until it ends by itself", dead.error());
    ended_.token.clear();
    ended_.accessor.clear();
    ended_.ends_ms = 0;
}

http::Awaitable<Result<void>> TaskRun::revoke(std::string accessor) {
    CO_TRY(reply, co_await ask(vault::revoke(accessor)));
    CO_TRY(vault::read_revoked(reply));
    co_return done;
}

http::Awaitable<Result<Reply>> TaskRun::ask(const vault::Call& call) {
    co_return co_await line_.ask(call, call.by_token ? &token_ : nullptr, call_max);
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
    CO_TRY(reply, co_await ask(call));
    CO_TRY(made, vault::read_made_token(reply));
    token_ = std::move(made.token);
    own_ = std::move(made.accessor);
    co_return done;
}

http::Awaitable<Result<void>> TaskRun::log_out() {
    if (token_.is_empty()) co_return done;
    CO_TRY(reply, co_await ask(vault::revoke_self()));
    co_return vault::done_by(reply);
}

// Of an earlier try, which was told that it would begin one and nothing since; or ours. A
// stranger's that has come in its place is cancelled with it, and begins again.
http::Awaitable<Result<void>> TaskRun::cancel_attempt() {
    CO_TRY(rotation, co_await ask(vault::KeyRotation(vault::KeyKind::recovery).cancel()));
    CO_TRY(vault::done_by(rotation));
    if (order_.kind != TaskKind::request) co_return done;
    CO_TRY(attempt, co_await ask(vault::RootAttempt(vault::Product::openbao).cancel()));
    co_return vault::done_by(attempt);
}

http::Awaitable<Result<void>> TaskRun::purge(TaskStep look) {
    CO_TRY(co_await say(look));
    const auto purge = std::make_unique<root::Purge>(order_.granted, own_);
    const auto played = co_await play(*purge, look);
    ended_.tokens = purge->tokens();
    ended_.namespaces = purge->namespaces();
    ended_.revoked += purge->revoked();
    if (purge->failure()) co_return *purge->failure();
    co_return played;
}

http::Awaitable<Result<void>> TaskRun::play(root::Purge& purge, TaskStep look) {
    auto said = std::chrono::steady_clock::now();
    while (purge.step() != root::Purge::Step::done) {
        // Of many tokens: who is silent for a minute counts as gone, and who was displaced stops.
        if (std::chrono::steady_clock::now() - said >= say_again) {
            CO_TRY(co_await say(look));
            said = std::chrono::steady_clock::now();
        }
        if (purge.must_tell()) {
            const bool is_found = purge.step() == root::Purge::Step::tell_found;
            if (is_found && ended_.roots_in_all == 0) count(purge);
            if (order_.kind == TaskKind::preview) {
                if (purge.broken()) co_return *purge.broken();
                break;
            }
            if (is_found) CO_TRY(co_await say_found(purge));
            if (!is_found) CO_TRY(co_await say(look));
            purge.told();
        }
        const auto call = purge.next();
        const auto reply = co_await ask(*call);
        if (reply) purge.take(*reply);
        if (!reply) purge.lost(reply.error());
    }
    co_return done;
}

http::Awaitable<Result<void>> TaskRun::say_found(const root::Purge& purge) {
    session::TaskSaid said;
    said.task = order_.task;
    said.step = TaskStep::revoke;
    said.tokens = purge.tokens();
    said.namespaces = purge.namespaces();
    said.roots_in_all = purge.found().size();
    said.roots = listed(purge.found());
    CO_TRY(co_await talk_.say(said));
    add(ended_.roots, said.roots);
    co_return done;
}

// What the first census found, before anything ends.
void TaskRun::count(const root::Purge& purge) {
    ended_.roots_in_all = purge.found().size();
    ended_.children_max = purge.children();
    add(ended_.roots, listed(purge.found()));
}

http::Awaitable<Result<void>> TaskRun::rotate_barrier() {
    CO_TRY(co_await say(TaskStep::rotate_root));
    CO_TRY(reply, co_await ask(vault::rotate_barrier_root()));
    CO_TRY(vault::done_by(reply));
    ended_.rotated_root = true;
    CO_TRY(co_await say(TaskStep::rotate_keyring));
    CO_TRY(added, co_await ask(vault::rotate_keyring()));
    co_return vault::done_by(added);
}

}  // namespace sealwright::agent
