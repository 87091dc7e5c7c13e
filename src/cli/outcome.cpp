#include "outcome.hpp"

#include "errors.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/journal/errors.hpp"
#include "sealwright/policy/errors.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

constexpr bool in_hundred(std::uint16_t code, std::uint16_t hundred) {
    return code / 100 == hundred / 100;
}

// Up to here a policy's codes say no to somebody; behind it they are about the policy itself.
constexpr std::uint16_t first_policy = 1700;
constexpr std::uint16_t keeper_peer_not_allowed = 2419;

bool is_denial(std::uint16_t code) {
    return code == errors::ipc_peer.code || code == errors::cli_service_forbidden.code ||
           code == errors::person_unknown.code || code == errors::person_role_missing.code ||
           code == errors::needs_people.code || code == errors::cli_request_denied.code ||
           code == keeper_peer_not_allowed ||
           (first_policy <= code && code <= errors::policy_denied.code);
}

bool is_broken_journal(std::uint16_t code) {
    return code == errors::journal_broken.code || code == errors::journal_checkpoint.code ||
           code == errors::journal_part_missing.code ||
           code == errors::journal_archive_other.code ||
           code == errors::cli_journal_unsigned.code || code == errors::cli_journal_line.code ||
           code == errors::cli_journal_act.code || code == errors::transcript_step.code ||
           code == errors::statement_broken.code || code == errors::transcript_signature.code ||
           code == errors::transcript_other.code ||
           code == errors::cli_transcript_unjournalled.code ||
           code == errors::cli_receipt_missing.code || code == errors::cli_roster_other.code;
}

bool is_remote(std::uint16_t code) {
    switch (code) {
        case errors::cli_service_away.code:
        case errors::cli_answer_unsigned.code:
        case errors::cli_answer_forged.code:
        case errors::cli_request_ended.code:
        case errors::cli_person_local.code:
        case errors::cli_answer_unexpected.code:
        case errors::cli_peer_unexpected.code:
        case errors::cli_token_unknown.code:
        case errors::cli_token_away.code:
        case errors::cli_vault_unknown.code:
        case errors::cli_not_empty.code:
        case errors::cli_token_waits.code:
        case errors::cli_entry_unknown.code:
        case errors::cli_canary_waits.code:
        case errors::cli_archive_nothing.code:
        case errors::cli_root_task_gone.code:
        case errors::cli_root_unfinished.code:
            return true;
    }
    return in_hundred(code, errors::ipc_closed.code);
}

Exit exit_of(std::uint16_t code, Exit otherwise) {
    if (is_denial(code)) return Exit::denied;
    if (is_broken_journal(code)) return Exit::broken;
    if (is_remote(code)) return Exit::remote;
    return otherwise;
}

}  // namespace

Failure::Failure(const Error& error)
    : code(error.code()),
      exit(exit_of(error.code(), Exit::usage)),
      what(error.sentence()),
      remedy(error.spec().remedy) {}

Failure::Failure(const claims::Refusal& refusal)
    : code(refusal.code),
      exit(exit_of(refusal.code, Exit::remote)),
      what(refusal.sentence),
      remedy(refusal.remedy) {}

Failure::Failure(Waiting what_waits)
    : code(errors::cli_waits.code), exit(Exit::pending), waiting(std::move(what_waits)) {
    const auto missing = waiting->needed - std::min(waiting->needed, waiting->approvals);
    if (missing == 0) {
        what = "approved; carried out when nobody may veto it any more";
        remedy = "sealwright request show " + waiting->request;
        return;
    }
    what = "waits for " + std::to_string(missing) + " more operator" + (missing == 1 ? "" : "s");
    remedy = "sealwright request approve " + waiting->request;
}

}  // namespace sealwright::cli
