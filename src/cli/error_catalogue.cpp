// table: every error of every module; the functions below it only look things up.
#include "error_catalogue.hpp"

#include "../agent/errors.hpp"
#include "../depot/errors.hpp"
#include "../front/errors.hpp"
#include "../keeper/errors.hpp"
#include "../supervisor/errors.hpp"
#include "../token/errors.hpp"
#include "errors.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/attest/enrolment/errors.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/config/errors.hpp"
#include "sealwright/core/errors.hpp"
#include "sealwright/crypto/errors.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/hsm/card/errors.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/hsm/errors.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/journal/errors.hpp"
#include "sealwright/person/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/root/errors.hpp"
#include "sealwright/sandbox/errors.hpp"
#include "sealwright/seal/errors.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/store/errors.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/vault/steps/errors.hpp"
#include "sealwright/wire/errors.hpp"

#include <array>

namespace sealwright::cli {
namespace {

constexpr std::array core_errors = {
    &errors::nothing_yet,
    &errors::io_failed,
    &errors::text_invalid,
    &errors::file_mode_unsafe,
};

constexpr std::array wire_errors = {
    &errors::wire_short,
    &errors::wire_trailing,
    &errors::wire_limit,
    &errors::wire_value,
};

constexpr std::array crypto_errors = {
    &errors::seal_broken,
    &errors::suite_unknown,
    &errors::shares_invalid,
    &errors::signature_invalid,
    &errors::box_broken,
    &errors::randomness_absent,
    &errors::library_defect,
};

constexpr std::array person_errors = {
    &errors::key_file_invalid,
    &errors::passphrase_wrong,
    &errors::passphrase_effort,
    &errors::passphrase_memory,
    &errors::passphrase_short,
    &errors::key_of_other,
    &errors::card_place,
};

constexpr std::array ipc_errors = {
    &errors::ipc_closed,
    &errors::ipc_frame,
    &errors::ipc_deadline,
    &errors::ipc_failed,
    &errors::ipc_peer,
};

constexpr std::array sandbox_errors = {
    &errors::sandbox_filter,
    &errors::sandbox_spawn,
    &errors::sandbox_inherited,
    &errors::sandbox_descriptor_missing,
    &errors::sandbox_notify,
};

constexpr std::array journal_errors = {
    &errors::journal_broken,
    &errors::journal_checkpoint,
    &errors::journal_key_invalid,
    &errors::journal_bundle_invalid,
    &errors::journal_part_missing,
    &errors::journal_archive_other,
    &errors::statement_broken,
};

constexpr std::array session_errors = {
    &errors::session_order,
    &errors::attestation_refused,
    &errors::service_unproven,
    &errors::session_unknown,
    &errors::challenge_foreign,
    &errors::challenge_old,
    &errors::challenge_used,
    &errors::challenge_other,
    &errors::exchange_invalid,
    &errors::record_too_long,
    &errors::challenges_busy,
};

constexpr std::array policy_errors = {
    &errors::class_denied,
    &errors::class_window_closed,
    &errors::challenge_own_node,
    &errors::challenge_stale,
    &errors::vault_held,
    &errors::rewrap_unfinished,
    &errors::snapshot_in_root_window,
    &errors::policy_channel_tier,
    &errors::policy_pinned_key,
    &errors::policy_denied,
    &errors::policy_limit,
    &errors::policy_context_alone,
    &errors::policy_claim,
    &errors::policy_moved,
    &errors::policy_same,
    &errors::evidence_stale,
    &errors::root_window_used,
};

constexpr std::array attest_compare_errors = {
    &errors::quote_signature,
    &errors::quote_key_invalid,
    &errors::quote_magic,
    &errors::quote_type,
    &errors::quote_shape,
    &errors::quote_binding,
    &errors::quote_pcr_set,
    &errors::quote_pcr_digest,
    &errors::quote_cleared,
    &errors::quote_restarted,
    &errors::quote_no_baseline,
    &errors::quote_pcr_differs,
    &errors::quote_firmware,
    &errors::key_signature,
    &errors::peer_uid,
};

constexpr std::array attest_errors = {
    &errors::public_area_form,
    &errors::certificate_form,
    &errors::certificate_missing,
    &errors::certificate_chain,
    &errors::certificate_expired,
    &errors::certificate_revoked,
    &errors::certificate_list_stale,
    &errors::certificate_weak,
    &errors::certificate_depth,
    &errors::certificate_authority,
    &errors::certificate_purpose,
    &errors::certificate_key_usage,
    &errors::endorsement_template,
    &errors::endorsement_key_other,
    &errors::endorsement_key_not_pinned,
    &errors::attestation_key_movable,
    &errors::attestation_key_unrestricted,
    &errors::attestation_key_signs_not,
    &errors::attestation_key_scheme,
    &errors::attestation_key_point,
    &errors::attestation_key_not_certified,
    &errors::credential_impossible,
    &errors::event_log_form,
    &errors::event_log_replay,
    &errors::event_log_grammar,
    &errors::event_log_missing,
    &errors::secure_boot_off,
    &errors::verifier_usage,
    &errors::verifier_roots,
    &errors::verifier_ask,
    &errors::verifier_limits,
    &errors::verifier_busy,
    &errors::verifier_gone,
};

constexpr std::array attest_evidence_errors = {
    &errors::tpm_address,
    &errors::tpm_absent,
    &errors::tpm_forbidden,
    &errors::tpm_busy,
    &errors::tpm_silent,
    &errors::tpm_gone,
    &errors::tpm_refused,
    &errors::tpm_not_started,
    &errors::tpm_defect,
    &errors::tpm_locked_out,
    &errors::tpm_no_room,
    &errors::tpm_endorsement_owned,
    &errors::tpm_endorsement_off,
    &errors::tpm_lacks,
    &errors::credential_foreign,
    &errors::credential_invalid,
    &errors::pcr_bank_off,
    &errors::pcrs_moving,
    &errors::pcrs_none,
    &errors::endorsement_certificate,
    &errors::provider_key_absent,
    &errors::provider_key_unfit,
    &errors::tpm_answer,
    &errors::event_log_unreadable,
    &errors::event_log_large,
    &errors::pinned_key_absent,
    &errors::pinned_key_unsafe,
    &errors::pinned_key_exists,
    &errors::pinned_key_unwritable,
    &errors::tpm_slow,
};

constexpr std::array hsm_errors = {
    &errors::hsm_context_invalid,  &errors::hsm_context_elsewhere, &errors::hsm_place_falls,
    &errors::hsm_ask_illegal,      &errors::hsm_ask_unknown,       &errors::hsm_ask_empty,
    &errors::hsm_pin_unusable,     &errors::hsm_pin_refused,       &errors::hsm_module_unsafe,
    &errors::hsm_module_unusable,  &errors::hsm_token_absent,      &errors::hsm_token_ambiguous,
    &errors::hsm_key_absent,       &errors::hsm_key_ambiguous,     &errors::hsm_key_unsafe,
    &errors::hsm_device_transient, &errors::hsm_device_gone,       &errors::hsm_login_lost,
    &errors::hsm_module_defect,    &errors::hsm_login_busy,        &errors::hsm_vault_unlisted,
    &errors::hsm_rate_exceeded,
};

constexpr std::array hsm_card_errors = {
    &errors::card_absent,
    &errors::card_pin_refused,
    &errors::card_pin_locked,
    &errors::card_key_there,
    &errors::card_key_absent,
    &errors::card_statement,
    &errors::card_unable,
};

constexpr std::array hsm_client_errors = {
    &errors::tokens_foreign,
    &errors::tokens_refuse,
    &errors::tokens_too_few,
    &errors::tokens_all_needed,
    &errors::token_answer_wrong,
    &errors::tokens_not_distinct,
};

constexpr std::array seal_errors = {
    &errors::body_shape,
    &errors::body_base64,
    &errors::ciphertext_form,
    &errors::ciphertext_other_vault,
    &errors::ciphertext_version,
};

constexpr std::array vault_errors = {
    &errors::answer_large,
    &errors::answer_unreadable,
    &errors::vault_denies,
    &errors::vault_sealed,
    &errors::vault_standby,
    &errors::vault_route_closed,
    &errors::vault_refuses,
    &errors::attempt_foreign,
    &errors::token_form,
    &errors::token_not_root,
    &errors::census_large,
    &errors::census_unsettled,
    &errors::census_blind,
};

constexpr std::array root_errors = {
    &errors::shares_too_few,
    &errors::token_not_limited,
    &errors::token_lives,
    &errors::roots_remain,
    &errors::recovery_foreign,
    &errors::key_unchanged,
};

constexpr std::array store_errors = {
    &errors::store_commit_invalid,
    &errors::store_limit,
    &errors::store_write_failed,
    &errors::store_refused,
    &errors::store_unreachable,
    &errors::store_answer,
};

constexpr std::array http_errors = {
    &errors::http_head_too_big,
    &errors::http_line_ending,
    &errors::http_byte,
    &errors::http_request_line,
    &errors::http_method,
    &errors::http_version,
    &errors::http_target,
    &errors::http_host,
    &errors::http_content_length,
    &errors::http_transfer_encoding,
    &errors::http_folded,
    &errors::http_field,
    &errors::http_fields_too_many,
    &errors::http_body_too_big,
    &errors::http_body_unexpected,
    &errors::http_expect,
    &errors::http_route_unknown,
    &errors::http_method_elsewhere,
    &errors::http_answer_line,
    &errors::http_unreachable,
    &errors::http_certificate_unreadable,
    &errors::http_certificate_unwritable,
    &errors::http_certificate_name,
    &errors::http_openssl,
    &errors::http_listener,
    &errors::http_peer_gone,
    &errors::http_handshake,
    &errors::http_other_sender,
    &errors::http_bodies_too_many,
};

constexpr std::array config_errors = {
    &errors::config_unreadable,
    &errors::config_damaged,
    &errors::config_unknown_key,
    &errors::config_value,
    &errors::config_syntax,
    &errors::config_line_unreadable,
    &errors::agent_config_damaged,
};

constexpr std::array attest_enrolment_errors = {
    &errors::enrolment_token_form,
};

constexpr std::array keeper_errors = {
    &errors::keeper_locked,
    &errors::keeper_empty,
    &errors::keeper_initialised,
    &errors::found_first,
    &errors::node_unknown,
    &errors::node_revoked,
    &errors::node_expired,
    &errors::key_path_wrong,
    &errors::vault_not_begun,
    &errors::name_invalid,
    &errors::vault_exists,
    &errors::vault_unknown,
    &errors::path_taken,
    &errors::node_exists,
    &errors::node_not_found,
    &errors::window_length,
    &errors::token_unknown,
    &errors::token_away,
    &errors::enrol_after_init,
    &errors::peer_not_allowed,
    &errors::state_broken,
    &errors::ask_unknown,
    &errors::commit_failed,
    &errors::commit_contended,
    &errors::seal_readback,
    &errors::config_differs,
    &errors::busy,
    &errors::token_refused,
    &errors::init_window_open,
    &errors::init_in_progress,
    &errors::vault_held_already,
    &errors::vault_not_held,
    &errors::reason_invalid,
    &errors::version_current,
    &errors::version_unknown,
    &errors::version_presented,
    &errors::version_in_snapshots,
    &errors::versions_too_many,
    &errors::version_uncounted,
    &errors::nodes_in_force_too_many,
    &errors::nodes_too_many,
    &errors::vaults_too_many,
    &errors::canary_token_away,
    &errors::canary_token_silent,
    &errors::canary_token_refused,
    &errors::canary_token_wrong,
    &errors::canary_key_differs,
    &errors::canary_not_yet,
    &errors::canary_old,
    &errors::node_none_in_force,
    &errors::front_not_heard,
    &errors::server_certificate_expired,
    &errors::entry_archived,
    &errors::archive_range,
    &errors::archives_full,
    &errors::node_quarantined,
    &errors::node_not_enrolled,
    &errors::node_not_by_evidence,
    &errors::node_not_approved,
    &errors::node_kind_differs,
    &errors::node_enrolled_already,
    &errors::node_user,
    &errors::production_unfounded,
    &errors::baseline_exists,
    &errors::baseline_unknown,
    &errors::baselines_full,
    &errors::baseline_unseen,
    &errors::baseline_set_differs,
    &errors::enrolment_ttl,
    &errors::anchor_not_accepted,
    &errors::anchor_accepted_already,
    &errors::anchor_unknown,
    &errors::anchors_full,
    &errors::anchors_none,
    &errors::recovery_quote,
    &errors::name_alike,
    &errors::token_in_place,
    &errors::token_not_fresh,
    &errors::root_ttl,
    &errors::root_token_gone,
    &errors::root_no_agent,
    &errors::root_schedule_invalid,
    &errors::root_windows_many,
    &errors::root_not_ours,
    &errors::root_task_open,
    &errors::root_task_unknown,
    &errors::root_task_expired,
    &errors::recovery_not_kept,
    &errors::recovery_shares_many,
    &errors::statement_range,
    &errors::statement_long,
    &errors::root_ours_already,
    &errors::recovery_shut,
    &errors::recovery_no_custodians,
    &errors::recovery_of_custodians,
    &errors::recovery_not_rewrapped,
    &errors::root_not_opened,
    &errors::root_opened_gone,
};

constexpr std::array token_errors = {
    &errors::token_not_configured,
    &errors::token_answers,
    &errors::token_listener,
    &errors::token_signals,
    &errors::token_state_taken,
};

constexpr std::array depot_errors = {
    &errors::depot_usage,
    &errors::depot_no_listener,
    &errors::depot_folder,
    &errors::depot_locked,
    &errors::depot_foreign,
    &errors::depot_newer,
    &errors::depot_damaged,
    &errors::depot_sqlite,
    &errors::depot_ask,
};

constexpr std::array front_errors = {
    &errors::front_no_certificate,
    &errors::front_keeper_away,
    &errors::front_no_token_needed,
    &errors::front_busy,
    &errors::front_certificate_expired,
    &errors::front_certificate_early,
    &errors::front_probe_unknown,
    &errors::front_start,
    &errors::front_answer_invalid,
    &errors::front_keeper_silent,
    &errors::front_certificate_over,
    &errors::front_metrics_only,
    &errors::front_scrapes,
    &errors::front_people_body,
    &errors::front_people_media,
    &errors::front_people_doubled,
    &errors::front_people_ask,
    &errors::front_people_nonce,
    &errors::front_people_busy,
    &errors::front_people_route,
    &errors::front_people_streams,
    &errors::front_people_away,
    &errors::front_people_silent,
    &errors::front_people_answer,
};

constexpr std::array supervisor_errors = {
    &errors::supervisor_folder,
    &errors::supervisor_running,
    &errors::supervisor_listen,
    &errors::supervisor_not_root,
    &errors::supervisor_marker,
    &errors::supervisor_usage,
    &errors::supervisor_signals,
    &errors::supervisor_state_taken,
    &errors::supervisor_hung,
};

constexpr std::array ceremony_errors = {
    &errors::person_name_taken,    &errors::people_too_few,      &errors::person_unknown,
    &errors::person_name_invalid,  &errors::person_key_invalid,  &errors::person_key_taken,
    &errors::person_key_unknown,   &errors::person_role_missing, &errors::person_removed,
    &errors::roster_invalid,       &errors::roster_full,         &errors::act_signature,
    &errors::act_elsewhere,        &errors::act_other_plan,      &errors::act_epoch,
    &errors::act_expired,          &errors::act_too_far,         &errors::act_reason,
    &errors::decided_already,      &errors::request_over,        &errors::request_unknown,
    &errors::requests_full,        &errors::veto_overruled,      &errors::act_not_one,
    &errors::founding_absent,      &errors::founding_under_way,  &errors::founded_already,
    &errors::needs_people,         &errors::question_old,        &errors::question_again,
    &errors::service_frozen,       &errors::overruled_before,    &errors::hold_is_another,
    &errors::not_frozen,           &errors::confirmed_already,   &errors::question_elsewhere,
    &errors::clock_behind,         &errors::approval_unbound,    &errors::founding_moved,
    &errors::ceremony_step,        &errors::ceremony_casting,    &errors::ceremony_conductor,
    &errors::ceremony_not_holder,  &errors::ceremony_holder_out, &errors::ceremony_round,
    &errors::ceremony_contributed, &errors::ceremony_begun,      &errors::ceremony_exceptions,
};
constexpr std::array threshold_errors = {
    &errors::scalar_invalid,      &errors::point_invalid,      &errors::point_identity,
    &errors::index_invalid,       &errors::index_twice,        &errors::group_size_invalid,
    &errors::members_invalid,     &errors::member_unknown,     &errors::proof_wrong,
    &errors::possession_unproven, &errors::commitments_count,  &errors::round_incomplete,
    &errors::round_other,         &errors::reveal_changed,     &errors::box_unopened,
    &errors::share_wrong,         &errors::share_elsewhere,    &errors::certificate_wrong,
    &errors::group_broken,        &errors::ciphertext_invalid, &errors::partial_wrong,
    &errors::partial_twice,       &errors::partials_few,       &errors::ciphertext_unopened,
    &errors::label_invalid,
};
constexpr std::array custody_errors = {
    &errors::contribution_unreadable,
    &errors::contribution_round,
    &errors::seats_crowded,
    &errors::recovery_plan_invalid,
    &errors::pepper_wrong,
    &errors::custodian_file_invalid,
    &errors::custodian_passphrase,
    &errors::custodian_effort,
    &errors::custodian_memory,
    &errors::custodian_passphrase_short,
    &errors::part_replaced,
    &errors::session_other,
    &errors::epoch_old,
    &errors::share_absent,
    &errors::recovery_other,
    &errors::custodian_file_full,
    &errors::pepper_unopened,
    &errors::ceremony_unsound,
    &errors::recovery_over,
    &errors::ceremony_unknown,
    &errors::ceremony_open,
    &errors::group_there,
    &errors::group_absent,
    &errors::custodian_unknown,
    &errors::ceremony_kind,
    &errors::recovery_absent,
    &errors::recovery_ended,
    &errors::challenge_spent,
    &errors::share_unproven,
    &errors::transcript_invalid,
    &errors::transcript_step,
    &errors::transcript_signature,
    &errors::transcript_other,
    &errors::transcript_full,
    &errors::room_statement,
    &errors::room_empty,
    &errors::host_other,
    &errors::host_differs,
    &errors::store_older,
    &errors::drill_over,
    &errors::drill_seats,
    &errors::drill_open,
    &errors::drill_speechless,
    &errors::signer_left,
    &errors::keys_too_many,
    &errors::change_too_large,
    &errors::host_pinned,
    &errors::host_registers,
};

constexpr std::array cli_errors = {
    &errors::cli_usage,
    &errors::cli_service_away,
    &errors::cli_service_forbidden,
    &errors::cli_answer_unexpected,
    &errors::cli_peer_unexpected,
    &errors::cli_pin_source,
    &errors::cli_token_unknown,
    &errors::cli_token_away,
    &errors::cli_vault_unknown,
    &errors::cli_not_empty,
    &errors::cli_token_waits,
    &errors::cli_certificate_half,
    &errors::cli_entry_unknown,
    &errors::cli_id_unknown,
    &errors::cli_journal_unsigned,
    &errors::cli_journal_act,
    &errors::cli_journal_line,
    &errors::cli_address_missing,
    &errors::cli_solo_only,
    &errors::cli_certificate_configured,
    &errors::cli_authority_missing,
    &errors::cli_canary_waits,
    &errors::cli_archive_exists,
    &errors::cli_archive_nothing,
    &errors::cli_archive_readback,
    &errors::cli_date_invalid,
    &errors::cli_policy_looser,
    &errors::cli_policy_pcrs,
    &errors::cli_file_there,
    &errors::cli_waits,
    &errors::cli_context_unknown,
    &errors::cli_context_unpinned,
    &errors::cli_context_key,
    &errors::cli_context_there,
    &errors::cli_context_unsafe,
    &errors::cli_answer_unsigned,
    &errors::cli_answer_forged,
    &errors::cli_person_local,
    &errors::cli_plan_unknown,
    &errors::cli_request_unsound,
    &errors::cli_not_confirmed,
    &errors::cli_words_other,
    &errors::cli_request_denied,
    &errors::cli_request_ended,
    &errors::cli_key_file,
    &errors::cli_key_line,
    &errors::cli_roster_file,
    &errors::cli_passphrases_differ,
    &errors::cli_http_answer,
    &errors::cli_person_here,
    &errors::cli_anchor_file,
    &errors::cli_anchor_several,
    &errors::cli_anchor_time,
    &errors::cli_anchor_no_root,
    &errors::cli_anchor_doubled,
    &errors::cli_anchors_many,
    &errors::cli_card_away,
    &errors::cli_card_silent,
    &errors::cli_card_other,
    &errors::cli_card_pin,
    &errors::cli_custodian_file,
    &errors::cli_custodian_changed,
    &errors::cli_host_card,
    &errors::cli_host_unknown,
    &errors::cli_not_custodian,
    &errors::cli_ceremony_over,
    &errors::cli_custodians_missing,
    &errors::cli_shares_several,
    &errors::cli_key_in_use,
    &errors::cli_transcript_unjournalled,
    &errors::cli_receipt_none,
    &errors::cli_receipt_missing,
    &errors::cli_roster_other,
    &errors::cli_token_terminal,
    &errors::cli_root_task_gone,
    &errors::cli_root_unfinished,
    &errors::cli_root_unsigned,
};

constexpr std::array agent_errors = {
    &errors::agent_usage,          &errors::agent_no_token_needed,
    &errors::agent_other_path,     &errors::agent_busy,
    &errors::agent_away,           &errors::agent_refused,
    &errors::agent_not_yet,        &errors::agent_version_unknown,
    &errors::agent_answer_invalid, &errors::agent_caller_other,
    &errors::agent_caller_gone,    &errors::agent_prover_gone,
    &errors::agent_prover_silent,  &errors::agent_state_unwritable,
    &errors::agent_state_damaged,  &errors::agent_token_invalid,
    &errors::agent_token_source,   &errors::agent_denied,
    &errors::agent_evidence_other, &errors::agent_no_evidence,
    &errors::agent_local_away,     &errors::agent_local_refused,
    &errors::agent_service_busy,   &errors::agent_hello_large,
    &errors::agent_identity_none,  &errors::agent_not_enrolled,
    &errors::agent_vault_config,   &errors::agent_task_answer,
    &errors::agent_task_refused,
};

constexpr auto modules = std::to_array<ErrorModule>({
    {"core", core_errors},
    {"wire", wire_errors},
    {"crypto", crypto_errors},
    {"ipc", ipc_errors},
    {"sandbox", sandbox_errors},
    {"journal", journal_errors},
    {"ceremony", ceremony_errors},
    {"threshold", threshold_errors},
    {"custody", custody_errors},
    {"person", person_errors},
    {"session", session_errors},
    {"policy", policy_errors},
    {"attest", attest_errors},
    {"attest_compare", attest_compare_errors},
    {"attest_enrolment", attest_enrolment_errors},
    {"attest_evidence", attest_evidence_errors},
    {"hsm", hsm_errors},
    {"hsm_card", hsm_card_errors},
    {"hsm_client", hsm_client_errors},
    {"seal", seal_errors},
    {"store", store_errors},
    {"vault", vault_errors},
    {"root", root_errors},
    {"http", http_errors},
    {"config", config_errors},
    {"keeper", keeper_errors},
    {"token", token_errors},
    {"depot", depot_errors},
    {"front", front_errors},
    {"supervisor", supervisor_errors},
    {"agent", agent_errors},
    {"cli", cli_errors},
});

// Markdown's table cells end at a bar.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const auto letter : text) {
        if (letter == '|') escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

}  // namespace

std::span<const ErrorModule> error_catalogue() {
    return modules;
}

const ErrorSpec* find_error(std::uint16_t code) {
    for (const auto& module : modules) {
        for (const auto* spec : module.specs) {
            if (spec->code == code) return spec;
        }
    }
    return nullptr;
}

const ErrorSpec* find_error(std::string_view text) {
    for (const auto& module : modules) {
        for (const auto* spec : module.specs) {
            const auto code = std::to_string(spec->code);
            if (text == spec->name || text == code || text == "E" + code) return spec;
        }
    }
    return nullptr;
}

std::string error_reference() {
    std::string page =
        "# Errors\n\n"
        "Every error has a stable code and name. `sealwright explain E1600` or `sealwright "
        "explain\n"
        "journal-broken` prints the same. This page is what `sealwright error-reference` prints; a "
        "test\n"
        "compares them.\n";
    for (const auto& module : modules) {
        page += "\n## " + std::string(module.name) + "\n\n";
        page += "| code | name | meaning | what to do |\n|---|---|---|---|\n";
        for (const auto* spec : module.specs) {
            page += "| E" + std::to_string(spec->code) + " | `" + spec->name + "` | " +
                    cell(spec->meaning) + " | " + cell(spec->remedy) + " |\n";
        }
    }
    return page;
}

}  // namespace sealwright::cli
