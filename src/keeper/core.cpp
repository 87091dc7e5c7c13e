#include "core.hpp"

#include "errors.hpp"
#include "keys_room.hpp"
#include "rows.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/client/errors.hpp"

#include <algorithm>

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

ceremony::Moment Core::moment(const State& state) const {
    return {now().wall_ms, is_clock_behind(), state.freeze.now(latest_ms()) != nullptr};
}

crypto::Threshold Core::threshold() const {
    return {settings_.threshold, static_cast<std::uint8_t>(settings_.tokens.size())};
}

void Core::lock(const Error& error) {
    if (!waits_for_ || !waits_for_->is(error.spec())) log(LogLevel::warning, "locked", error);
    phase_ = Phase::locked;
    boxes_.clear();
    waits_for_ = error;
}

void Core::adopt(Opened opened) {
    state_ = std::move(opened.state);
    state_digest_ = state_.digest();
    book_ = std::move(opened.book);
    identity_ = std::move(opened.identity);
    wall_mark_ms_ = std::max(wall_mark_ms_, opened.wall_ms);
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
        auto unfounded = Opener(depot_, keys_, settings_).read_unfounded();
        if (!unfounded) return lock(unfounded.error());
        state_ = std::move(*unfounded);
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
    std::vector<journal::Field> facts{{"run", state_.installation->run},
                                      {"revision", state_.revision},
                                      {"policy", settings_.classes.str()}};
    std::ranges::copy(clock_mark(), std::back_inserter(facts));
    draft.record({std::nullopt, journal::Kind::started, std::move(facts)});
    const auto result = commit(std::move(draft));
    started_ = result && *result == CommitResult::committed;
    if (started_) log(LogLevel::info, "open", {fact("entry", book_.head().sequence)});
}

// Only where it is not the entry's own time: a clock that was put back.
std::vector<journal::Field> Core::clock_mark() const {
    if (latest_ms() == clock_.now().wall_ms) return {};
    return {{std::string(clock_mark_field), wall_mark_ms_}};
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

Result<void> Core::check_tokens() const {
    const auto ready = tokens_.ready_count();
    const auto needed = state_.installation->threshold.needed;
    if (ready >= needed) return done;
    return Error(errors::tokens_too_few, {fact("answer", ready), fact("needed", needed)});
}

Result<void> Core::commit_once(Draft draft) {
    TRY(result, commit(std::move(draft)));
    if (result != CommitResult::committed) return errors::commit_contended;
    return done;
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
    TRY(check_commit_size(commit));
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
    wall_mark_ms_ = std::max(wall_mark_ms_, clock_.now().wall_ms);
    commits_.committed_ms = clock_.now().wall_ms;
    commits_.has_failed_last = false;
    return CommitResult::committed;
}

// There is no journal yet: what is written here is held together by its founders' signatures.
Result<void> Core::put_founding(const std::optional<Founding>& founding) {
    check(phase_ == Phase::empty);
    const auto version = state_.rows[founding_row].version + 1;
    const store::Row row{
        founding_row, version, founding ? wire::encode_public(*founding) : Bytes()};
    const auto answer = depot_.commit({state_.revision, InstanceId(), {}, {row}, {}, 0});
    if (!answer) {
        // It may have been written all the same: nothing is said of it before it is read again.
        lock(answer.error());
        return Error(errors::commit_failed, {fact("cause", answer.error().spec().name)});
    }
    if (std::holds_alternative<store::Conflict>(*answer)) return errors::commit_contended;
    ++state_.revision;
    state_.founding = founding;
    stamp_row(state_, row);
    return done;
}

Result<void> Core::found(const Installation& installation,
                         const hsm::client::SharedKey& service_key,
                         crypto::SigningSeed identity,
                         const std::optional<FoundedBy>& people,
                         EntryDraft entry) {
    check(phase_ == Phase::empty);
    Keyring keyring(service_key, installation);
    Draft draft(state_, keyring, random_, 1);
    draft.put(installation);
    draft.put_identity(keyring.seal_identity(identity, random_));
    if (people) draft.put(people->roster);
    if (people && people->policy) draft.put(*people->policy);
    if (state_.founding) draft.put_founding(std::nullopt);
    draft.record(std::move(entry));
    const StateMark mark{state_.revision + 1, draft.state().digest()};
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

Result<Opener::Clear> Core::read_clear() {
    return Opener(depot_, keys_, settings_).read_clear();
}

Result<void> Core::open_with(const hsm::client::SharedKey& service_key,
                             const Installation& installation) {
    check(phase_ == Phase::locked);
    keyring_.emplace(service_key, installation);
    auto opened = open_again();
    if (opened && *opened) {
        adopt(std::move(**opened));
        return done;
    }
    keyring_.reset();
    return opened ? Error(errors::state_broken) : opened.error();
}

void Core::close(const Error& why) {
    keyring_.reset();
    identity_.reset();
    lock(why);
}

Result<void> Core::checkpoint() {
    constexpr int tries_max = 8;
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        if (phase_ != Phase::open) return done;
        const bool has_passed =
            now().wall_ms > wall_mark_ms_ && state_.waits_for_time(wall_mark_ms_);
        if (book_.unsigned_entries() == 0 && !has_passed) return done;
        auto draft = this->draft();
        auto note = book_.note(*identity_, signer_name(*state_.installation));
        if (state_.custody.group) draft.put_checkpoint(note);
        auto entry = book_.checkpoint(std::move(note));
        std::ranges::copy(clock_mark(), std::back_inserter(entry.fields));
        draft.record(std::move(entry));
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
