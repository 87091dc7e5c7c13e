// TaskRun: one task in the vault, from its login to its end, each step told before it is taken.
//
// What makes and ends tokens and keys are the machines of src/root; this carries their calls and
// tells their steps. Whatever fails, the machines take back what was begun, the login's own token is
// revoked, and the end is told with the reason. Process: agent. Limits: 10 s a call. Spec:
// docs/protocol/root.md section 5.
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
    Done purge(session::TaskStep look);
    Done rotate();
    Done claim();
    Done request();
    Done change_recovery();
    Done make_first_recovery();
    Done give_and_change(std::uint64_t needed);
    Done cancel_attempts();
    Done make_token(std::uint64_t needed);
    Done rotate_barrier();
    Result<void> seal_token(vault::MadeToken made);

    http::Awaitable<Result<vault::Reply>> ask(const vault::Call& call);
    http::Awaitable<Result<vault::SealStatus>> seal_status();
    Done say(session::TaskStep step);
    http::Awaitable<Result<std::vector<WipedBytes>>> shares_for(session::TaskStep step,
                                                                std::uint64_t needed);

    vault::VaultLine line_;
    TaskTalk& talk_;
    session::TaskOrder order_;
    Random& random_;
    vault::SecretText token_;
    std::string own_;  // Accessor of the login's token.
    session::TaskEnded ended_;
};

}  // namespace sealwright::agent
