#include "sealwright/store/remote_depot.hpp"

#include "sealwright/claims/refusal.hpp"
#include "sealwright/store/errors.hpp"
#include "sealwright/store/rules.hpp"

#include <algorithm>

namespace sealwright::store {

// Takes an unasked frame. Only Changed may come unasked.
Result<void> RemoteDepot::notice(const ipc::Frame& frame) {
    if (frame.type != Changed::type || frame.correlation != 0) {
        return Error(errors::store_answer, {fact("type", frame.type)});
    }
    TRY(changed, wire::decode<Changed>(frame.body));
    changed_ = std::max(changed_.value_or(0), changed.revision);
    return done;
}

Result<void> RemoteDepot::listen() {
    if (!connection_) return errors::store_unreachable;
    auto& connection = *connection_;
    const auto take_all = [&]() -> Result<void> {
        TRY(connection.fill());
        for (;;) {
            TRY(frame, connection.next());
            if (!frame) return done;
            TRY(notice(*frame));
        }
    };
    auto taken = take_all();
    if (!taken) connection_.reset();
    return taken;
}

Result<ipc::Frame> RemoteDepot::exchange(std::uint16_t type, View body) {
    const auto correlation = ++correlation_;
    const auto deadline = clock_.now().boottime_ms + deadline_ms;
    connection_->queue(type, correlation, body);
    for (;;) {
        TRY(frame, ipc::receive(*connection_, clock_, deadline));
        if (frame.correlation == correlation) return std::move(frame);
        TRY(notice(frame));
    }
}

Result<ipc::Frame> RemoteDepot::call(std::uint16_t type, View body) {
    if (!connection_) return errors::store_unreachable;
    auto frame = exchange(type, body);
    if (!frame) {
        connection_.reset();
        return frame;
    }
    if (frame->type == claims::Refusal::type) return refused(*frame);
    return frame;
}

Error RemoteDepot::refused(const ipc::Frame& frame) {
    const auto refusal = wire::decode<claims::Refusal>(frame.body);
    // A depot that could not write ends itself: what it said before is all it will ever say.
    if (!refusal || refusal->code == errors::store_write_failed.code) connection_.reset();
    if (!refusal) return refusal.error();
    return {errors::store_refused,
            {fact("code", std::uint64_t{refusal->code}), fact("why", refusal->sentence)}};
}

template <class Answer>
Result<Answer> RemoteDepot::decoded(const ipc::Frame& frame) {
    if (frame.type != Answer::type) {
        connection_.reset();
        return Error(errors::store_answer, {fact("type", frame.type)});
    }
    auto answer = wire::decode<Answer>(frame.body);
    if (!answer) connection_.reset();
    return answer;
}

Result<Loaded> RemoteDepot::load(const LoadAsk& ask) {
    TRY(frame, call(LoadAsk::type, wire::encode(ask)));
    return decoded<Loaded>(frame);
}

Result<Entries> RemoteDepot::read(const ReadAsk& ask) {
    TRY(frame, call(ReadAsk::type, wire::encode(ask)));
    return decoded<Entries>(frame);
}

Result<CommitAnswer> RemoteDepot::commit(const Commit& commit) {
    // Before it is sent: what no frame can carry must not reach the codec of frames.
    TRY(check_commit(commit));
    const bool archives = commit.removes_to != 0;
    TRY(frame,
        archives ? call(Archive::type, wire::encode(Archive{commit}))
                 : call(Commit::type, wire::encode(commit)));
    if (frame.type == Conflict::type) {
        TRY(conflict, decoded<Conflict>(frame));
        return CommitAnswer(conflict);
    }
    TRY(committed, decoded<Committed>(frame));
    return CommitAnswer(committed);
}

std::optional<std::uint64_t> RemoteDepot::take_changed() {
    return std::exchange(changed_, std::nullopt);
}

}  // namespace sealwright::store
