// TaskRun: one task in the vault, from its login to its end, each step told before it is taken.
//
// What makes and ends tokens and keys are the machines of src/root; this carries their calls and
// tells their steps. Whatever fails, what was begun is taken back, a token that was made is
// revoked, so is the login's own, and the end is told with the reason. Only where an attempt of
// ours may be left in the vault the end is not told: the next try cancels it first. Process:
// agent. Limits: 10 s a call. Spec: docs/protocol/root.md section 2.
#pragma once

#include "sealwright/root/key_change.hpp"
#include "sealwright/root/making.hpp"
#include "sealwright/root/purge.hpp"
#include "sealwright/vault/client/vault_line.hpp"
#include "sealwright/vault/steps/status.hpp"
#include "task_talk.hpp"

namespace sealwright::agent {

class TaskRun {
public:
    static constexpr std::chrono::milliseconds call_max{10'000};

    TaskRun(boost::asio::io_context& io,
            const http::ForeignServer& server,
            TaskTalk& talk,
            session::TaskOrder order,
            Random& random);

    // What came of it, as it was told.
    http::Awaitable<session::TaskEnded> run();

private:
    using Done = http::Awaitable<Result<void>>;

    Done carry_out();
    Done log_in();
    Done log_out();
    Done purge(session::TaskStep look);
    Done play(root::Purge& purge, session::TaskStep look);
    Done rotate_barrier();
    Done cancel_attempt();
    http::Awaitable<void> clean_up();
    Done revoke(std::string accessor);

    // The recovery key: task_keys.cpp.
    Done change_recovery();
    Done make_first_recovery();
    Done change_known_recovery();
    http::Awaitable<void> go_on(root::KeyChange& change);

    // A token for somebody: task_keys.cpp.
    Done make_token();
    http::Awaitable<void> go_on(root::Making& making);
    http::Awaitable<void> end_left(root::Making::Left left);
    Result<void> seal_token(vault::MadeToken made);

    http::Awaitable<Result<vault::Reply>> ask(const vault::Call& call);
    Done say(session::TaskStep step);
    Done say_found(const root::Purge& purge);
    void count(const root::Purge& purge);
    http::Awaitable<Result<std::vector<WipedBytes>>> shares_for(session::TaskStep step,
                                                                std::uint64_t needed);

    vault::VaultLine line_;
    TaskTalk& talk_;
    session::TaskOrder order_;
    Random& random_;
    vault::SecretText token_;
    std::string own_;  // Accessor of the login's token.
    bool has_left_attempt_ = false;
    session::TaskEnded ended_;
};

}  // namespace sealwright::agent
