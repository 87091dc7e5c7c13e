// Decisions of the seal API: who asks, for which vault, which class, is it allowed, can it be done.
#include "errors.hpp"
#include "release_claims.hpp"
#include "seal_ask.hpp"
#include "sealing.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/body.hpp"
#include "sealwright/seal/classify.hpp"
#include "sealwright/seal/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using claims::SealClass;

// A release in the sealed tier names the entry with the result of the node's evidence.
std::vector<journal::Field> intent_fields(const Vault& vault,
                                          const Node& node,
                                          const seal::SealAsk& ask,
                                          const seal::SealHeader& header) {
    const auto* session = session_of(ask);
    std::vector<journal::Field> fields{{"operation", std::string(name_of(ask.operation))},
                                       {"tier", std::string(tier_of(session))},
                                       {"vault", vault.name},
                                       {"node", node.name},
                                       {"class", std::string(claims::name_of(header.seal_class))},
                                       {"version", std::uint64_t{header.version}}};
    if (session != nullptr) fields.push_back({"attestation", session->entry});
    return fields;
}

// A certificate that has ended proves nothing any more, on a living connection either.
Result<void> check_certificate(const claims::ChannelOrigin& channel, const Node& node, Now now) {
    if (now.wall_ms < channel.not_after_ms && now.wall_ms < node.not_after_ms) return done;
    return Error(errors::node_expired, {fact("node", node.name)});
}

}  // namespace

Result<const Node*> Sealing::identify(const State& state, const SealJob& job, Now now) const {
    const auto* node = node_of(state, job.ask);
    if (node == nullptr) return errors::node_unknown;
    if (!node->in_force()) return Error(errors::node_revoked, {fact("node", node->name)});
    if (const auto* channel = channel_of(job.ask)) TRY(check_certificate(*channel, *node, now));
    const auto* proof = state.proof_of(node->id);
    if (proof != nullptr && proof->quarantine) {
        return Error(errors::node_quarantined, {fact("node", node->name)});
    }
    const auto& vault = state.vaults.at(node->vault);
    if (job.ask.mount != vault.mount || job.ask.key != vault.key) {
        return Error(errors::key_path_wrong,
                     {fact("asked", job.ask.mount + "/" + job.ask.key), fact("vault", vault.name)});
    }
    return node;
}

Result<Sealing::Decision> Sealing::decide_encrypt(Draft& draft,
                                                  const SealJob& job,
                                                  const Node& node,
                                                  Now now) {
    const auto& vault = draft.state().vaults.at(node.vault);
    TRY(plaintext, seal::read_encrypt_body(job.ask.body));
    const auto latest_ms = core_.latest_ms();
    const seal::SealHeader header{
        vault.id, seal::classify(plaintext), vault.seal_key_version, node.id, now.wall_ms};
    if (!vault.has_begun(latest_ms)) {
        return Error(errors::vault_not_begun, {fact("vault", vault.name)});
    }
    if (header.seal_class == SealClass::probe) {
        // Touches no key and no commit, so it is always answered.
        rewraps_.probed(node.id, now.boottime_ms);
        const auto text = seal::probe_text(vault.seal_key_version, core_.random());
        return Decision(seal::SealAnswer{200, seal::encrypt_answer(text)});
    }
    TRY(policy::may_seal(header.seal_class, seal_windows_of(draft.state(), vault.id, latest_ms)));
    TRY(core_.check_tokens());

    Work work{0, job.ask.operation, vault.id, node.id, header, std::move(plaintext), {}, 0};
    if (is_counted(work)) return Decision(std::move(work));
    work.intent = draft.record(
        {job.ask.origin, journal::Kind::intent, intent_fields(vault, node, job.ask, header)});
    if (header.seal_class == SealClass::stored_root_key) {
        auto sealed = vault;
        sealed.root_sealed_ms = latest_ms;
        draft.put(sealed);
    }
    if (header.seal_class == SealClass::recovery_key) {
        TRY(kept, keep_recovery_key(draft, work));
        note_recovery_sealed(draft, job, node, work);
        // What the vault gets sealed then is what only its custodians can open.
        if (kept && kept->box.is_custodians()) work.plaintext = boxed(*kept);
    }
    return Decision(std::move(work));
}

// A probe needs neither key nor commit, so it is answered from the last known state: its refusal
// would end a vault that is just starting.
std::optional<seal::SealAnswer> Sealing::probe_answer(const SealJob& job, Now now) {
    if (job.ask.operation != seal::Operation::encrypt) return std::nullopt;
    const auto plaintext = seal::read_encrypt_body(job.ask.body);
    if (!plaintext || seal::classify(*plaintext) != SealClass::probe) return std::nullopt;
    const auto node = identify(core_.state(), job, now);
    if (!node) return std::nullopt;
    const auto& vault = core_.state().vaults.at((*node)->vault);
    if (!vault.has_begun(core_.latest_ms())) return std::nullopt;
    rewraps_.probed((*node)->id, now.boottime_ms);
    const auto text = seal::probe_text(vault.seal_key_version, core_.random());
    return seal::SealAnswer{200, seal::encrypt_answer(text)};
}

// A snapshot would bring back to life whatever root token lives in its moment.
policy::Windows Sealing::seal_windows_of(const State& state,
                                         const VaultId& vault,
                                         std::uint64_t latest_ms) {
    auto windows = windows_of(state, vault, latest_ms);
    const auto* rooting = state.rooting_of(vault);
    windows.root = windows.root || (rooting != nullptr && rooting->root_may_live);
    return windows;
}

// A root window is for one recovery key, and whoever comes second is not our agent's vault. A
// change of the recovery key opens no root key: who asks for one behind it makes a root token.
Result<void> Sealing::use_root_window(Draft& draft,
                                      const seal::SealHeader& header,
                                      const policy::OpenAsk& ask) {
    const auto* found = draft.state().rooting_of(header.vault);
    if (found == nullptr || !ask.windows.root || ask.rewrap == policy::Rewrap::due) return done;
    auto rooting = *found;
    const bool is_root_key = header.seal_class == SealClass::stored_root_key;
    if (is_root_key && !rooting.window_is_root && rooting.window_decrypts == 0) {
        return errors::root_window_used;
    }
    if (header.seal_class != SealClass::recovery_key) return done;
    if (rooting.window_decrypts == 0) return errors::root_window_used;
    --rooting.window_decrypts;
    draft.put(rooting);
    return done;
}

Result<Sealing::Decision> Sealing::decide_decrypt(Draft& draft,
                                                  const SealJob& job,
                                                  const Node& node,
                                                  Now now) {
    const auto& vault = draft.state().vaults.at(node.vault);
    TRY(text, seal::read_decrypt_body(job.ask.body));
    TRY(ciphertext, seal::parse_ciphertext(text));
    const auto& header = ciphertext.header;
    if (header.vault != vault.id) {
        return Error(errors::ciphertext_other_vault, {fact("vault", vault.name)});
    }
    if (!draft.state().keys.at(vault.id).seal_keys.contains(header.version)) {
        return Error(errors::ciphertext_version, {fact("version", header.version)});
    }
    end_rewrap(draft, job, node, now);
    const auto ask = open_ask(draft.state(), job, node, header, now);
    TRY(policy::may_open(core_.settings().classes, ask));
    TRY(check_opened(draft.state(), header));
    const auto& held = draft.state().policy.policy;
    TRY(rule,
        held.decide(release_claims(draft.state(), node, job.ask.origin, header.seal_class, now)));
    TRY(core_.check_tokens());
    TRY(use_root_window(draft, header, ask));

    Work work{0, job.ask.operation, vault.id, node.id, header, {}, std::move(ciphertext), 0};
    if (is_counted(work)) return Decision(std::move(work));
    work.begins_rewrap =
        header.seal_class == SealClass::recovery_key && ask.rewrap == policy::Rewrap::due;
    if (work.begins_rewrap) {
        auto standing = draft.state().standing_of(vault.id);
        standing.rewrap = OpenRewrap{node.id, now.wall_ms};
        draft.put(standing);
        // Now, and not with the commit: the same batch may ask for the stored root key.
        rewraps_.forget_probe(node.id, now.boottime_ms);
    }
    auto fields = intent_fields(vault, node, job.ask, work.header);
    fields.push_back({"rule", rule});
    fields.push_back({"policy", held.digest()});
    work.intent = draft.record({job.ask.origin, journal::Kind::intent, std::move(fields)});
    return Decision(std::move(work));
}

Result<Sealing::Decision> Sealing::decide_known(Draft& draft,
                                                const SealJob& job,
                                                const Node& node,
                                                Now now) {
    switch (job.ask.operation) {
        case seal::Operation::encrypt:
            return decide_encrypt(draft, job, node, now);
        case seal::Operation::decrypt:
            return decide_decrypt(draft, job, node, now);
        case seal::Operation::renew_self:
            return errors::ask_unknown;
    }
    return errors::ask_unknown;
}

// Identity first, then what is asked, then policy, then whether it can be done now.
Sealing::Decision Sealing::decide(Draft& draft, const SealJob& job, Now now) {
    const auto node = identify(draft.state(), job, now);
    if (!node) return refuse(draft, job, node.error(), now);
    auto decision = decide_known(draft, job, **node, now);
    if (decision) {
        end_hold((*node)->vault);
        return std::move(*decision);
    }
    if (decision.error().is(errors::tokens_too_few) && may_hold(job, now)) return Hold{};
    return refuse(draft, job, decision.error(), now);
}

const Vault* Sealing::init_vault_of(const SealJob& job) const {
    const auto* node = node_of(core_.state(), job.ask);
    if (node == nullptr || !node->in_force()) return nullptr;
    const auto& vault = core_.state().vaults.at(node->vault);
    return vault.may_init(core_.latest_ms()) ? &vault : nullptr;
}

// Inside an init a refusal can cost the vault its keys, so its asks wait, 45 s all together.
bool Sealing::may_hold(const SealJob& job, Now now) {
    const auto* vault = init_vault_of(job);
    if (vault == nullptr) return false;
    auto& hold = init_holds_[vault->id];
    if (hold.until_ms != vault->init_until_ms) hold = {vault->init_until_ms, 0, 0};
    if (hold.since_ms == 0) hold.since_ms = now.boottime_ms;
    return hold.total_ms + (now.boottime_ms - hold.since_ms) < init_hold_ms;
}

void Sealing::end_hold(const VaultId& vault) {
    const auto found = init_holds_.find(vault);
    if (found == init_holds_.end() || found->second.since_ms == 0) return;
    auto& hold = found->second;
    hold.total_ms += core_.now().boottime_ms - hold.since_ms;
    hold.since_ms = 0;
}

}  // namespace sealwright::keeper
