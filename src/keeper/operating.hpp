// Operating: the asks of the local socket, one file a route, one table of which is legal when.
//
// A query reads and answers. A change works on a draft and is decided again when its commit lost a
// race; it is journalled as an act with the digest of the person's act. Who asks was read from the
// socket by the keeper itself. Process: keeper. Spec: docs/protocol/operate.md.
#pragma once

#include "canary.hpp"
#include "core.hpp"
#include "desk.hpp"
#include "drill.hpp"
#include "errors.hpp"
#include "fronts.hpp"
#include "loosenings.hpp"
#include "recovery.hpp"
#include "reply.hpp"
#include "root_opening.hpp"
#include "sealing.hpp"
#include "sealwright/operate/messages.hpp"

namespace sealwright::keeper {

struct OperatorAsk {
    std::uint16_t type = 0;
    WipedBytes body;
    claims::Origin origin;
    const ceremony::Request* request = nullptr;  // Which carries it out; null: nobody signed it.
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
          room_(room),
          recovery_(core, desk),
          drill_(core),
          root_opening_(core) {}

    // An ask of the local socket, which in a founded installation loosens nothing.
    Reply answer(const OperatorAsk& ask);
    [[nodiscard]] Recovery& recovery() { return recovery_; }
    [[nodiscard]] Drill& drill() { return drill_; }
    [[nodiscard]] RootOpening& root_opening() { return root_opening_; }
    // What custodians who ask now are asked for while the service serves; null: for a recovery, or
    // for nothing. What is in earnest goes first.
    [[nodiscard]] Gathering* gathering();
    // An ask that people have signed or may make, as PersonDesk and Requests have found out.
    Result<Reply> carry_out(const OperatorAsk& ask);

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
    // root_pages.cpp
    Result<Reply> vault_claim(const OperatorAsk& ask);
    Result<Reply> root_rotate(const OperatorAsk& ask);
    Result<Reply> root_look(const OperatorAsk& ask);
    Result<Reply> root_request(const OperatorAsk& ask);
    // root_statement.cpp
    Result<Reply> root_statement(const OperatorAsk& ask);
    // root_shown.cpp
    Result<Reply> root_show(const OperatorAsk& ask);
    Result<Reply> root_schedule(const OperatorAsk& ask);
    Result<Reply> root_fetch(const OperatorAsk& ask);
    [[nodiscard]] Result<Reply> shown_root(const std::string& name) const;
    // What a vault's recovery key is kept in from a claim on.
    struct Drawn {
        RecoveryBox box;
        std::optional<crypto::ExchangePair> pair;  // Of one for custodians.
    };
    Result<Drawn> draw_box(const Vault& vault, operate::RecoveryRelease release);
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
    // token_replace.cpp
    Result<Reply> token_replace(const OperatorAsk& ask);
    // pages.cpp
    Result<Reply> journal(const OperatorAsk& ask);
    // archiving.cpp
    Result<Reply> archives(const OperatorAsk& ask);
    Result<Reply> archive(const OperatorAsk& ask);
    // policies.cpp
    Result<Reply> policy_show(const OperatorAsk& ask);
    Result<Reply> policy_set(const OperatorAsk& ask);
    // founding.cpp
    Result<Reply> found(const OperatorAsk& ask);
    Result<Reply> founding(const OperatorAsk& ask);
    Result<Reply> founding_sign(const OperatorAsk& ask);
    Result<Reply> founding_abandon(const OperatorAsk& ask);
    // anchoring.cpp
    Result<Reply> anchors(const OperatorAsk& ask);
    Result<Reply> anchor_accept(const OperatorAsk& ask);
    Result<Reply> anchor_drop(const OperatorAsk& ask);
    // roster.cpp
    Result<Reply> roster(const OperatorAsk& ask);
    Result<Reply> person_add(const OperatorAsk& ask);
    Result<Reply> person_key_add(const OperatorAsk& ask);
    Result<Reply> person_key_revoke(const OperatorAsk& ask);
    Result<Reply> person_remove(const OperatorAsk& ask);
    Result<Reply> person_roles(const OperatorAsk& ask);
    Result<Reply> rules_set(const OperatorAsk& ask);
    // ceremony_pages.cpp
    Result<Reply> ceremony_begin(const OperatorAsk& ask);
    Result<Reply> ceremonies(const OperatorAsk& ask);
    Result<Reply> ceremony(const OperatorAsk& ask);
    Result<Reply> transcript(const OperatorAsk& ask);
    Result<Reply> custodians(const OperatorAsk& ask);
    // drill_pages.cpp
    Result<Reply> drill_begin(const OperatorAsk& ask, const operate::CeremonyBeginAsk& plan);
    // recovery_pages.cpp
    Result<Reply> recover(const OperatorAsk& ask);
    Result<Reply> recovery_now(const OperatorAsk& ask);
    Result<Reply> recovery_attest(const OperatorAsk& ask);
    // request_pages.cpp
    Result<Reply> requests(const OperatorAsk& ask);
    Result<Reply> request(const OperatorAsk& ask);
    // freezing.cpp
    Result<Reply> freeze(const OperatorAsk& ask);
    Result<Reply> lift_freeze(const OperatorAsk& ask);

    // Runs `decide` on a draft and commits it, again and again while others write first. `facts` of
    // the act are what a person would want to read.
    template <class Decide>
    Result<void> change(const OperatorAsk& ask, Decide decide);
    EntryDraft act_entry(const OperatorAsk& ask, std::vector<journal::Field> facts);
    // Of a request: that it is not over already, and still ready, as the state is that the change
    // is made in; and that it is over, with this change.
    Result<void> check_open(const OperatorAsk& ask, const State& state) const;
    void close_request(const OperatorAsk& ask, Draft& draft) const;
    // Entries of this range, each opened and compared with the chain.
    Result<std::vector<WipedBytes>> opened_entries(std::uint64_t first, std::uint64_t count);
    Reply all_vaults(const std::string& name) const;
    Reply all_nodes() const;
    [[nodiscard]] Result<Reply> shown_node(const std::string& vault, const std::string& node) const;
    // As they say, and which of them holds nothing of this installation.
    std::vector<operate::TokenInfo> tokens_now();
    Reply all_tokens();
    Result<void> have_done(const operate::TokenActAsk& message);
    Reply all_archives() const;
    Reply policy_now() const;
    [[nodiscard]] Reply all_anchors() const;
    // Who founds what, as it stands in the founding that is under way.
    Result<Founding> prepare_founding(const operate::FoundAsk& ask);
    Result<void> keep_founding(const OperatorAsk& ask,
                               const std::optional<Founding>& founding,
                               std::string_view what);
    // With the last signature: a solo installation where it is, or one that begins.
    Result<void> complete_founding(const OperatorAsk& ask, const Founding& founding);
    Result<void> found_in_place(const OperatorAsk& ask, const Founding& founding);
    Result<void> found_anew(const OperatorAsk& ask, const Founding& founding);
    Result<Founding> founding_now() const;
    [[nodiscard]] Reply shown_founding(bool is_done);
    template <class Change>
    Result<Reply> change_roster(const OperatorAsk& ask, std::string_view what, Change change);
    [[nodiscard]] Stopper stopper_of(const OperatorAsk& ask) const;
    // Checks what is to leave; where the journal then begins.
    Result<journal::Start> archive_end(const operate::ArchiveAsk& ask);
    Result<void> preflight(const Vault& vault);

    Core& core_;
    Sealing& sealing_;
    TokenDesk& desk_;
    Canary& canary_;
    const Fronts& fronts_;
    Room room_;
    LooseningsReader loosenings_;
    Recovery recovery_;
    Drill drill_;
    RootOpening root_opening_;
};

// Who a change is by, in the words of the journal and of its lists.
std::string sentence_of(const OperatorAsk& ask);

// Whether an installation may have one node more.
Result<void> check_room(const State& state, const Room& room);

// Until when a hold or freeze lasts, or whose it confirms.
void add_stop(std::vector<journal::Field>& facts, const Stop& stop, Stops::Effect effect);

// Of what loosens, by the rules that hold; attempt 1: over a veto.
ceremony::Terms loosening_terms(const State& state, std::uint16_t type, std::uint32_t attempt);
// Whether a freeze stops a change: what loosens, and each policy; never a lift.
bool freeze_stops(std::uint16_t type, bool is_loose);

Result<Reply> shown_request(const State& state, const RequestId& id);

// Puts a request into an entry, with what was signed, so that it can be checked without us.
inline constexpr std::size_t journalled_plan_max = std::size_t{24} * 1024;
void add_request(std::vector<journal::Field>& facts, const ceremony::Request& request);
void add_acts(std::vector<journal::Field>& facts, const std::vector<ceremony::SignedAct>& acts);

// A person's words for the journal: printable, and not only blanks.
Result<void> check_reason(std::string_view reason);

// The vault that an ask names, or that there is none of this name.
Result<const Vault*> known_vault(const State& state, std::string_view name);

// Null: nothing that is there looks like the new name.
template <class Named>
Result<void> check_name_new(const Named* alike) {
    if (alike == nullptr) return done;
    return Error(errors::name_alike, {fact("looks like", alike->name)});
}

template <class Decide>
Result<void> Operating::change(const OperatorAsk& ask, Decide decide) {
    return core_.decide_and_commit([&](Draft& draft) -> Result<void> {
        TRY(check_open(ask, draft.state()));
        Result<std::vector<journal::Field>> facts = decide(draft);
        if (!facts) return facts.error();
        close_request(ask, draft);
        draft.record(act_entry(ask, std::move(*facts)));
        return done;
    });
}

}  // namespace sealwright::keeper
