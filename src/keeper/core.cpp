#include "core.hpp"

#include "errors.hpp"
#include "rows.hpp"
#include "sealwright/core/log.hpp"

namespace sealwright::keeper {

Core::Core(store::Depot& depot,
           hsm::client::Tokens& tokens,
           const Clock& clock,
           Random& random,
           supervise::Settings settings)
    : depot_(depot),
      tokens_(tokens),
      clock_(clock),
      random_(random),
      settings_(std::move(settings)),
      keys_(tokens, clock, random) {}

const Keyring& Core::keyring() const {
    check(keyring_.has_value());
    return *keyring_;
}

const crypto::SigningSeed& Core::identity() const {
    check(identity_.has_value());
    return *identity_;
}

hsm::client::Place Core::place() const {
    check(state_.installation.has_value());
    return {state_.installation->run, book_.head().sequence};
}

void Core::lock(const Error& error) {
    if (!waits_for_ || !waits_for_->is(error.spec())) log(LogLevel::warning, "locked", error);
    phase_ = Phase::locked;
    waits_for_ = error;
}

void Core::adopt(Opened opened) {
    state_ = std::move(opened.state);
    state_digest_ = state_.digest();
    book_ = std::move(opened.book);
    identity_ = std::move(opened.identity);
    phase_ = Phase::open;
    waits_for_.reset();
}

// What was open once must still be there, and continue: a store that is empty or older now is not
// the one this keeper wrote to.
Result<std::optional<Opened>> Core::open_again() {
    std::optional<Known> known;
    if (state_.installation) {
        known = Known{state_.installation->run, state_.revision, book_.head()};
    }
    return Opener(depot_, keys_, settings_).open(keyring_, known);
}

void Core::refresh() {
    const auto changed = depot_.take_changed();
    if (phase_ == Phase::open && !changed) return record_start();
    auto opened = open_again();
    if (!opened) return lock(opened.error());
    if (!*opened) {
        phase_ = Phase::empty;
        waits_for_ = Error(errors::keeper_empty);
        return;
    }
    adopt(std::move(**opened));
    record_start();
}

void Core::record_start() {
    if (started_) return;
    auto draft = this->draft();
    draft.record({std::nullopt,
                  journal::Kind::started,
                  {{"run", state_.installation->run},
                   {"revision", state_.revision},
                   {"policy", settings_.classes.str()}}});
    const auto result = commit(std::move(draft));
    started_ = result && *result == CommitResult::committed;
    if (started_) log(LogLevel::info, "open", {fact("entry", book_.head().sequence)});
}

Draft Core::draft() {
    return {state_, keyring(), random_, book_.next_sequence()};
}

Result<Core::CommitResult> Core::commit(Draft draft) {
    check(phase_ == Phase::open && state_.installation.has_value());
    // Most commits are intents and outcomes, which leave every row as it is.
    StateMark mark{state_.revision, state_digest_};
    if (draft.changes_rows()) mark = {state_.revision + 1, draft.state().digest()};
    auto written = book_.write(draft.take_entries(),
                               state_.installation->provenance,
                               keyring(),
                               random_,
                               clock_.now().wall_ms,
                               mark);
    return write(draft, std::move(written), mark);
}

Result<Core::CommitResult> Core::write(Draft& draft, Book::Written written, const StateMark& mark) {
    const auto& installation = draft.state().installation;
    check(installation.has_value());
    store::Commit commit{state_.revision,
                         installation->provenance.instance,
                         book_.head(),
                         draft.changed_rows(),
                         written.entries,
                         draft.removes_to()};
    lost_head_.reset();
    auto answer = depot_.commit(commit);
    if (!answer) {
        lost_head_ = written.head;
        ++commits_.failed;
        commits_.has_failed_last = true;
        lock(answer.error());
        return Error(errors::commit_failed, {fact("cause", answer.error().spec().name)});
    }
    if (std::holds_alternative<store::Conflict>(*answer)) {
        // Somebody else wrote first: read what there is now, then decide again.
        auto opened = open_again();
        if (!opened || !*opened) {
            lock(opened ? Error(errors::state_broken) : opened.error());
            return errors::commit_failed;
        }
        adopt(std::move(**opened));
        return CommitResult::conflict;
    }
    const auto& committed = std::get<store::Committed>(*answer);
    check(committed.head == written.head);
    check(committed.revision == mark.revision);
    if (auto changed = draft.take_changed_state()) state_ = std::move(*changed);
    state_.revision = mark.revision;
    state_digest_ = mark.digest;
    book_.adopt(std::move(written));
    commits_.committed_ms = clock_.now().wall_ms;
    commits_.has_failed_last = false;
    return CommitResult::committed;
}

Result<void> Core::found(const Installation& installation,
                         const hsm::client::SharedKey& service_key,
                         crypto::SigningSeed identity,
                         EntryDraft entry) {
    check(phase_ == Phase::empty);
    Keyring keyring(service_key, installation);
    Draft draft(state_, keyring, random_, 1);
    draft.put(installation);
    draft.put_identity(keyring.seal_identity(identity, random_));
    draft.record(std::move(entry));
    const StateMark mark{1, draft.state().digest()};
    auto written = book_.write(draft.take_entries(),
                               installation.provenance,
                               keyring,
                               random_,
                               clock_.now().wall_ms,
                               mark);
    TRY(result, write(draft, std::move(written), mark));
    if (result == CommitResult::conflict) return errors::keeper_initialised;

    keyring_.emplace(std::move(keyring));
    identity_ = std::move(identity);
    phase_ = Phase::open;
    waits_for_.reset();
    started_ = true;
    return checkpoint();
}

Result<void> Core::checkpoint() {
    constexpr int tries_max = 8;
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        if (phase_ != Phase::open || book_.unsigned_entries() == 0) return done;
        auto draft = this->draft();
        draft.record(book_.checkpoint(*identity_, signer_name(*state_.installation)));
        TRY(result, commit(std::move(draft)));
        if (result != CommitResult::committed) continue;
        commits_.checkpointed_ms = clock_.now().wall_ms;
        return done;
    }
    return errors::commit_contended;
}

Result<Core::Found> Core::find(const store::Head& head) {
    if (head.sequence > book_.head().sequence) return Found::not_yet;
    TRY(read, read_entries(head.sequence, 1));
    if (read.entries.empty()) return Error(errors::state_broken, {fact("entry", head.sequence)});
    TRY(bytes, keyring().open_entry(head.sequence, read.entries.front().body));
    return journal::leaf_digest(bytes) == head.digest ? Found::it : Found::another;
}

std::string Core::verifier_key() const {
    if (!state_.installation) return {};
    return journal::VerifierKey{signer_name(*state_.installation), state_.installation->verifier}
        .str();
}

Result<store::Entries> Core::read_entries(std::uint64_t first, std::uint32_t count) {
    check(state_.installation.has_value());
    return depot_.read({state_.installation->provenance.instance, first, count});
}

}  // namespace sealwright::keeper
