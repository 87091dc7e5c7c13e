// Operating: the asks of the local socket, one file a route, one table of which is legal when.
//
// A query reads and answers. A change works on a draft and is decided again when its commit lost a
// race; it is journalled as an act with the digest of the person's act. Who asks was read from the
// socket by the keeper itself. Process: keeper. Spec: docs/protocol/operate.md.
#pragma once

#include "canary.hpp"
#include "core.hpp"
#include "desk.hpp"
#include "errors.hpp"
#include "fronts.hpp"
#include "sealing.hpp"
#include "sealwright/operate/messages.hpp"

namespace sealwright::keeper {

// An answer frame.
struct Reply {
    std::uint16_t type = 0;
    WipedBytes body;
};

struct OperatorAsk {
    std::uint16_t type = 0;
    WipedBytes body;
    claims::LocalOrigin origin;
};

// How much one installation may have, so that every list of it fits into a frame and every row of
// it can be read again.
struct Room {
    std::size_t nodes_in_force = 4'096;
    std::size_t nodes = 16'384;  // The revoked included, which stay.
    std::size_t vaults = 1'024;
};

class Operating {
public:
    Operating(Core& core,
              Sealing& sealing,
              TokenDesk& desk,
              Canary& canary,
              const Fronts& fronts,
              Room room = {})
        : core_(core),
          sealing_(sealing),
          desk_(desk),
          canary_(canary),
          fronts_(fronts),
          room_(room) {}

    Reply answer(const OperatorAsk& ask);

private:
    friend struct Routes;

    // status.cpp
    Result<Reply> status(const OperatorAsk& ask);
    // can_unseal.cpp
    Result<Reply> can_unseal(const OperatorAsk& ask);
    std::vector<operate::Check> checks_of(const Vault& vault);
    // init.cpp
    Result<Reply> init(const OperatorAsk& ask);
    // vaults.cpp
    Result<Reply> vaults(const OperatorAsk& ask);
    Result<Reply> vault_add(const OperatorAsk& ask);
    // vault_windows.cpp
    Result<Reply> vault_allow_init(const OperatorAsk& ask);
    Result<Reply> vault_allow_restore(const OperatorAsk& ask);
    // vault_keys.cpp
    Result<Reply> vault_rotate_key(const OperatorAsk& ask);
    Result<Reply> vault_retire_version(const OperatorAsk& ask);
    // vault_holds.cpp
    Result<Reply> vault_hold(const OperatorAsk& ask);
    Result<Reply> vault_lift(const OperatorAsk& ask);
    // nodes.cpp
    Result<Reply> nodes(const OperatorAsk& ask);
    Result<Reply> node_add(const OperatorAsk& ask);
    Result<Reply> node_revoke(const OperatorAsk& ask);
    // enrolments.cpp
    Result<Reply> node_enrol(const OperatorAsk& ask);
    Result<Reply> node_approve(const OperatorAsk& ask);
    Result<Reply> node_quarantine(const OperatorAsk& ask);
    Result<Reply> node_show(const OperatorAsk& ask);
    Result<Reply> baseline_approve(const OperatorAsk& ask);
    Result<Reply> baseline_drop(const OperatorAsk& ask);
    Result<Reply> reboots(const OperatorAsk& ask);
    // tokens.cpp
    Result<Reply> tokens(const OperatorAsk& ask);
    Result<Reply> token_act(const OperatorAsk& ask);
    Result<Reply> token_login(const OperatorAsk& ask);
    // pages.cpp
    Result<Reply> journal(const OperatorAsk& ask);
    // archiving.cpp
    Result<Reply> archives(const OperatorAsk& ask);
    Result<Reply> archive(const OperatorAsk& ask);
    // policies.cpp
    Result<Reply> policy_show(const OperatorAsk& ask);
    Result<Reply> policy_set(const OperatorAsk& ask);

    // Runs `decide` on a draft and commits it, again and again while others write first. `facts` of
    // the act are what a person would want to read.
    template <class Decide>
    Result<void> change(const OperatorAsk& ask, Decide decide);
    EntryDraft act_entry(const OperatorAsk& ask, std::vector<journal::Field> facts);
    Reply all_vaults(const std::string& name) const;
    Reply all_nodes() const;
    [[nodiscard]] Result<Reply> shown_node(const std::string& vault, const std::string& node) const;
    Reply all_tokens();
    Reply all_archives() const;
    Reply policy_now() const;
    // Checks what is to leave; where the journal then begins.
    Result<journal::Start> archive_end(const operate::ArchiveAsk& ask);
    Result<void> preflight(const Vault& vault);

    Core& core_;
    Sealing& sealing_;
    TokenDesk& desk_;
    Canary& canary_;
    const Fronts& fronts_;
    Room room_;
};

// Whether an installation may have one node more.
Result<void> check_room(const State& state, const Room& room);

// A person's words for the journal: printable, and not only blanks.
Result<void> check_reason(std::string_view reason);

// The vault that an ask names, or that there is none of this name.
Result<const Vault*> known_vault(const State& state, std::string_view name);

template <class Message>
Reply reply_with(const Message& message) {
    return {Message::type, wire::encode(message)};
}

template <class Decide>
Result<void> Operating::change(const OperatorAsk& ask, Decide decide) {
    constexpr int tries_max = 8;
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        auto draft = core_.draft();
        Result<std::vector<journal::Field>> facts = decide(draft);
        if (!facts) return facts.error();
        draft.record(act_entry(ask, std::move(*facts)));
        const auto result = core_.commit(std::move(draft));
        if (!result) return result.error();
        if (*result == Core::CommitResult::committed) return done;
    }
    return errors::commit_contended;
}

}  // namespace sealwright::keeper
