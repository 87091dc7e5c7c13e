#include "core.hpp"

#include "sealwright/store/errors.hpp"
#include "sealwright/store/rules.hpp"

#include <algorithm>

namespace sealwright::depot {
namespace {

const store::Commit* commit_of(const Ask& ask) {
    return std::get_if<store::Commit>(&ask.question);
}

bool is_written(const Reply& reply) {
    return std::holds_alternative<store::Committed>(reply);
}

}  // namespace

std::vector<Answer> Core::serve(const std::vector<Ask>& asks,
                                std::span<const ConnectionNumber> connections) {
    moves_.clear();
    const auto commit_replies = commit_all(asks);
    auto next_commit = commit_replies.begin();

    // Whoever reads in the same round sees only what is durable by now.
    std::vector<Answer> answers;
    for (const auto& ask : asks) {
        Answer out{ask.from, ask.correlation, {}};
        if (const auto* load = std::get_if<store::LoadAsk>(&ask.question)) {
            out.reply = answer(*load);
        } else if (const auto* read = std::get_if<store::ReadAsk>(&ask.question)) {
            out.reply = answer(*read);
        } else {
            out.reply = *next_commit++;
        }
        answers.push_back(std::move(out));
    }
    tell_moves(connections, answers);
    return answers;
}

std::vector<Reply> Core::commit_all(const std::vector<Ask>& asks) {
    std::vector<Reply> replies;
    const auto count = static_cast<std::size_t>(
        std::ranges::count_if(asks, [](const Ask& ask) { return commit_of(ask) != nullptr; }));
    if (count == 0) return replies;

    if (!failure_) {
        const auto written = write_all(asks, replies);
        if (written) return replies;
        backend_.roll_back();
        failure_ = written.error();
    }
    moves_.clear();
    const Error error(errors::store_write_failed, {fact("code", failure_->code())});
    replies.assign(count, claims::Refusal(error));
    return replies;
}

Result<void> Core::write_all(const std::vector<Ask>& asks, std::vector<Reply>& replies) {
    TRY(backend_.begin());
    for (const auto& ask : asks) {
        const auto* commit = commit_of(ask);
        if (commit == nullptr) continue;
        TRY(reply, write_one(ask, *commit));
        replies.push_back(std::move(reply));
    }
    if (std::ranges::any_of(replies, is_written)) return backend_.commit();
    backend_.roll_back();
    return done;
}

Result<Reply> Core::write_one(const Ask& ask, const store::Commit& commit) {
    const auto allowed = store::check_commit(commit);
    if (!allowed) return Reply(claims::Refusal(allowed.error()));

    TRY(revision, backend_.revision());
    TRY(head, backend_.head(commit.instance));
    if (!store::is_made_on(commit, revision, head)) {
        return Reply(store::Conflict{revision, head});
    }
    TRY(backend_.write(commit));
    const store::Committed committed{store::revision_after(commit), store::head_after(commit)};
    if (committed.revision != revision) moves_.push_back({ask.from, committed.revision});
    return Reply(committed);
}

Reply Core::refuse(const Error& error) {
    if (!failure_) failure_ = error;
    return claims::Refusal(error);
}

Reply Core::answer(const store::LoadAsk& ask) {
    if (failure_) return refuse(*failure_);
    auto loaded = backend_.load(ask);
    return loaded ? Reply(std::move(*loaded)) : refuse(loaded.error());
}

Reply Core::answer(const store::ReadAsk& ask) {
    if (failure_) return refuse(*failure_);
    auto entries = backend_.read(ask);
    return entries ? Reply(std::move(*entries)) : refuse(entries.error());
}

void Core::tell_moves(std::span<const ConnectionNumber> connections, std::vector<Answer>& answers) {
    if (moves_.empty()) return;
    const store::Changed changed{moves_.back().revision};
    for (const auto connection : connections) {
        const auto foreign = [&](const Move& move) { return move.by != connection; };
        if (std::ranges::none_of(moves_, foreign)) continue;
        auto& told = answers.emplace_back();
        told.to = connection;
        told.reply = changed;
    }
}

}  // namespace sealwright::depot
