#include "sealing.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/seal/body.hpp"

#include <algorithm>
#include <utility>

namespace sealwright::keeper {
namespace {

constexpr int decide_tries_max = 8;

// One second class of answer: 503 tells the vault to try the same ask again soon.
constexpr std::uint16_t status_refused = 403;
constexpr std::uint16_t status_malformed = 400;
constexpr std::uint16_t status_later = 503;

std::uint16_t status_of(const Error& error) {
    // What is wrong with the request itself is the client's fault; everything else is "no" or "not
    // yet".
    return error.code() == 2000 || error.code() == 2001 ? status_malformed : status_refused;
}

}  // namespace

seal::SealAnswer refusal_answer(std::uint16_t status, const Error& error, std::uint64_t entry) {
    const auto id = entry != 0 ? journal::entry_name(entry) : "E" + std::to_string(error.code());
    return {status, seal::error_answer(error.sentence() + " (sealwright explain " + id + ")")};
}

Sealing::Sealing(Core& core)
    : core_(core), started_ms_(core.now().boottime_ms), outcomes_(core), rewraps_(core.random()) {}

std::uint64_t Sealing::root_opened_ms(const VaultId& vault) const {
    const auto found = root_opened_.find(vault);
    return found == root_opened_.end() ? 0 : found->second;
}

bool Sealing::holds_init_of(const Vault& vault) const {
    const auto is_of_vault = [&](const SealJob& job) {
        const auto* found = init_vault_of(job);
        return found != nullptr && found->id == vault.id;
    };
    return std::ranges::any_of(held_, is_of_vault) || std::ranges::any_of(waiting_, is_of_vault);
}

void Sealing::take(SealJob job) {
    waiting_.push_back(std::move(job));
}

std::vector<SealJob> Sealing::next_batch(Now now) {
    // A keeper that has just opened lets nobody wait for the next try.
    const bool is_open = core_.phase() == Phase::open;
    const bool has_opened = !std::exchange(was_open_, is_open) && is_open;
    if (!held_.empty() && (has_opened || now.boottime_ms >= held_try_ms_)) {
        for (auto& job : held_) waiting_.push_back(std::move(job));
        held_.clear();
        held_try_ms_ = now.boottime_ms + init_retry_ms;
    }
    std::vector<SealJob> batch;
    while (!waiting_.empty() && batch.size() < batch_max) {
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return batch;
}

std::vector<SealReply> Sealing::run() {
    const auto now = core_.now();
    auto batch = next_batch(now);
    if (!batch.empty()) return turn(std::move(batch));
    if (outcomes_.is_due(now)) outcomes_.commit();
    return {};
}

std::vector<SealReply> Sealing::turn(std::vector<SealJob> jobs) {
    for (int attempt = 0; attempt < decide_tries_max; ++attempt) {
        if (core_.phase() != Phase::open) {
            const auto& why = core_.waits_for();
            return turn_away(std::move(jobs), why ? *why : Error(errors::keeper_locked));
        }
        const auto settled = outcomes_.settle();
        if (!settled) return turn_away(std::move(jobs), settled.error());
        auto draft = core_.draft();
        outcomes_.write(draft);
        const auto noted = refusals_;
        std::vector<Decision> decisions;
        for (const auto& job : jobs) decisions.push_back(decide(draft, job, core_.now()));
        if (draft.is_empty()) return carry_on(std::move(jobs), std::move(decisions));

        const auto result = core_.commit(std::move(draft));
        if (result && *result == Core::CommitResult::committed) {
            outcomes_.written();
            return carry_on(std::move(jobs), std::move(decisions));
        }
        refusals_ = noted;
        if (!result) {
            outcomes_.lose(begun_by(decisions));
            return turn_away(std::move(jobs), result.error());
        }
    }
    return turn_away(std::move(jobs), errors::commit_contended);
}

// What was decided is durable: now, and only now, it may be carried out.
std::vector<SealReply> Sealing::carry_on(std::vector<SealJob> jobs,
                                         std::vector<Decision> decisions) {
    std::vector<SealReply> replies;
    std::vector<Work> works;
    for (std::size_t index = 0; index < jobs.size(); ++index) {
        auto& decision = decisions[index];
        if (auto* answer = std::get_if<seal::SealAnswer>(&decision)) {
            tally_.answered_probe(core_.state(), jobs[index].ask);
            replies.push_back({jobs[index].asker, std::move(*answer)});
        } else if (auto* work = std::get_if<Work>(&decision)) {
            work->job = index;
            works.push_back(std::move(*work));
        } else if (const auto* refused = std::get_if<Refused>(&decision)) {
            answer_refused(jobs[index], *refused, replies);
        } else {
            held_.push_back(std::move(jobs[index]));
        }
    }
    begin_works(works);
    release(jobs, works, replies);
    return replies;
}

// What a decision stands on is used up now, and not before: a commit that lost a race decides
// again.
void Sealing::begin_works(const std::vector<Work>& works) {
    for (const auto& work : works) {
        if (work.begins_rewrap) rewraps_.begin(work.node);
        if (work.header.seal_class != claims::SealClass::other || work.intent == 0) continue;
        if (shapes_.size() < shapes_max) shapes_.emplace(work.vault, work.plaintext.size());
    }
}

Outcomes::Begun Sealing::begun_by(const std::vector<Decision>& decisions) {
    Outcomes::Begun begun;
    for (const auto& decision : decisions) {
        const auto* work = std::get_if<Work>(&decision);
        if (work == nullptr || work->intent == 0) continue;
        begun.intents.push_back(work->intent);
        if (!work->begins_rewrap) continue;
        begun.undone.push_back({work->operation, work->header, work->node, 0, true});
    }
    return begun;
}

// An init that was held as long as it may be is told "again", never "no".
void Sealing::answer_refused(const SealJob& job,
                             const Refused& refused,
                             std::vector<SealReply>& replies) {
    tally_.refused(core_.state(), job.ask, refused.error);
    const auto in_init = refused.is_not_yet && init_vault_of(job) != nullptr;
    const auto status = in_init ? status_later : status_of(refused.error);
    replies.push_back(
        {job.asker, refusal_answer(status, refused.error, refused.entry), refused.error.code()});
}

std::vector<SealReply> Sealing::turn_away(std::vector<SealJob> jobs, const Error& error) {
    const auto now = core_.now();
    std::vector<SealReply> replies;
    // A keeper that has just started needs a moment until it knows which vault asks.
    const auto is_starting = !core_.state().installation && core_.phase() == Phase::locked &&
                             now.boottime_ms - started_ms_ < start_grace_ms;
    for (auto& job : jobs) {
        if (auto answer = probe_answer(job, now)) {
            tally_.answered_probe(core_.state(), job.ask);
            replies.push_back({job.asker, std::move(*answer)});
            continue;
        }
        if (is_starting || may_hold(job, now)) {
            held_.push_back(std::move(job));
            continue;
        }
        answer_refused(job, {error, 0, true}, replies);
    }
    return replies;
}

void Sealing::release(std::vector<SealJob>& jobs,
                      const std::vector<Work>& works,
                      std::vector<SealReply>& replies) {
    const auto all = std::span(works);
    const auto at_once = keys_at_once();
    for (std::size_t start = 0; start < all.size(); start += at_once) {
        const auto count = std::min(at_once, all.size() - start);
        release_some(jobs, all.subspan(start, count), replies);
    }
}

// A key that is being opened takes k shares, itself and an output of the guarded pool's slots.
std::size_t Sealing::keys_at_once() const {
    constexpr std::size_t slots = SecretPool::slots_for_work / 4 * 3;
    return slots / (core_.state().installation->threshold.needed + std::size_t{2});
}

void Sealing::release_some(std::vector<SealJob>& jobs,
                           std::span<const Work> works,
                           std::vector<SealReply>& replies) {
    std::vector<const hsm::KeyRecord*> records;
    for (const auto& work : works) {
        records.push_back(&core_.state().keys.at(work.vault).data_key);
    }
    const auto data_keys = core_.keys().open(records, core_.place());
    for (std::size_t index = 0; index < works.size(); ++index) {
        const auto& work = works[index];
        auto& job = jobs[work.job];
        Result<WipedBytes> result;
        if (!data_keys[index]) result = data_keys[index].error();
        if (data_keys[index]) result = carry_out(work, *data_keys[index]);
        note_outcome(work, result);
        if (result) {
            tally_.served(core_.state().vaults.at(work.vault),
                          work.header.seal_class,
                          work.operation,
                          core_.now().boottime_ms - job.arrived_ms);
            replies.push_back({job.asker, {200, std::move(*result)}});
        } else if (may_hold(job, core_.now())) {
            held_.push_back(std::move(job));
        } else {
            answer_refused(job, {result.error(), work.intent, true}, replies);
        }
    }
}

// Of a recovery key that custodians have to open, what lies below their layer.
Result<WipedBytes> Sealing::open_recovery(const Work& work, WipedBytes plaintext) {
    const bool is_recovery = work.header.seal_class == claims::SealClass::recovery_key;
    if (!is_recovery || !is_boxed(plaintext)) return plaintext;
    TRY(box, box_of(plaintext));
    const auto* rooting = core_.state().rooting_of(work.vault);
    const auto* own = rooting == nullptr ? nullptr : core_.boxes().find(*rooting, box);
    if (own == nullptr) return errors::recovery_shut;
    return open_boxed(plaintext, *own, work.vault);
}

// The answer's body. A value that was sealed is opened again the way a decrypt would, and compared,
// before it leaves: a vault that stores one bad answer never opens again.
Result<WipedBytes> Sealing::carry_out(const Work& work, const hsm::client::SharedKey& data_key) {
    const auto& vault = core_.state().vaults.at(work.vault);
    const auto& environment = vault.provenance.environment;
    const auto& rows = core_.state().keys.at(work.vault).seal_keys;
    TRY(key, open_seal_key(data_key, vault, work.header.version, rows.at(work.header.version)));
    if (work.operation == seal::Operation::decrypt) {
        TRY(opened, seal::open_value(key, work.ciphertext, environment));
        TRY(plaintext, open_recovery(work, std::move(opened)));
        if (work.begins_rewrap) rewraps_.opened(work.vault, plaintext);
        return seal::decrypt_answer(plaintext);
    }
    const auto text =
        seal::seal_value(key, work.header, environment, work.plaintext, core_.random());
    if (!seal::reads_back(key, text, environment, work.plaintext)) return errors::seal_readback;
    return seal::encrypt_answer(text);
}

void Sealing::note_outcome(const Work& work, const Result<WipedBytes>& result) {
    const auto is_decrypt = work.operation == seal::Operation::decrypt;
    if (!result) log(LogLevel::error, "not carried out", result.error());
    if (result) note_carried_out(work);
    if (!result && work.begins_rewrap) {
        outcomes_.learn({work.operation, work.header, work.node, 0, true});
    }
    if (work.intent == 0) return;

    EntryDraft outcome{std::nullopt, journal::Kind::outcome, {{"intent", work.intent}}};
    std::string text = "failed";
    if (result) text = is_decrypt ? "released" : "sealed";
    outcome.fields.push_back({"result", text});
    if (!result) {
        outcome.fields.push_back({"code", std::uint64_t{result.error().code()}});
        outcome.fields.push_back({"reason", result.error().sentence()});
    }
    if (result && init_ended_by(work) != 0) {
        outcome.fields.push_back({"init window", std::string("closed")});
        outcome.fields.push_back({"until", init_ended_by(work)});  // As `allow-init` said: which.
    }
    outcomes_.add(std::move(outcome));
}

// The last thing an init does is to open what it sealed: it is over, and so is its window. Until
// when that stood; 0: this ends none.
std::uint64_t Sealing::init_ended_by(const Work& work) const {
    const auto is_last = work.operation == seal::Operation::decrypt &&
                         work.header.seal_class == claims::SealClass::stored_root_key;
    return is_last ? core_.state().vaults.at(work.vault).init_until_ms : 0;
}

void Sealing::note_carried_out(const Work& work) {
    if (work.header.seal_class == claims::SealClass::heartbeat) ++heartbeats_;
    const auto is_decrypt = work.operation == seal::Operation::decrypt;
    if (is_decrypt && work.header.seal_class == claims::SealClass::stored_root_key) {
        const auto now = core_.now();
        root_opened_[work.vault] = now.wall_ms;
        rewraps_.unsealed(work.node, now.boottime_ms);
    }
    outcomes_.learn({work.operation, work.header, work.node, init_ended_by(work)});
}

}  // namespace sealwright::keeper
