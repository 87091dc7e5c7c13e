#include "attesting.hpp"

#include "errors.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/wire/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint16_t status_ok = 200;
constexpr std::uint16_t status_malformed = 400;
constexpr std::uint16_t status_refused = 403;
constexpr std::uint16_t status_begin_again = 404;
constexpr std::uint16_t status_later = 503;

}  // namespace

std::uint16_t node_status(const Error& error) {
    const auto is_any = [&](std::initializer_list<const ErrorSpec*> specs) {
        return std::ranges::any_of(specs, [&](const auto* spec) { return error.is(*spec); });
    };
    if (is_any({&errors::session_unknown,
                &errors::challenge_foreign,
                &errors::challenge_old,
                &errors::challenge_used})) {
        return status_begin_again;
    }
    if (is_any({&errors::keeper_locked,
                &errors::keeper_empty,
                &errors::verifier_busy,
                &errors::verifier_gone,
                &errors::challenges_busy,
                &errors::commit_failed,
                &errors::commit_contended,
                &errors::busy})) {
        return status_later;
    }
    constexpr std::uint16_t wire_first = 1100;
    constexpr std::uint16_t wire_last = 1199;
    const auto is_unreadable = error.code() >= wire_first && error.code() <= wire_last;
    return is_unreadable ? status_malformed : status_refused;
}

bool Attesting::take(NodeJob job) {
    if (waiting_.size() >= waiting_max) return false;
    waiting_.push_back(std::move(job));
    return true;
}

Attesting::Turn Attesting::run() {
    Turn turn;
    challenger_.forget(core_.now());
    sessions_.forget_over(core_.now());
    take_parsed(turn.replies);
    std::vector<Finishing> finishes;
    for (std::size_t count = 0; count < batch_max && !waiting_.empty(); ++count) {
        const auto job = std::move(waiting_.front());
        waiting_.pop_front();
        const auto refuse = [&](const Error& error) {
            turn.replies.push_back({job.asker, node_refusal(node_status(error), error)});
        };
        if (core_.phase() != Phase::open) {
            refuse(errors::keeper_locked);
        } else if (job.ask.step == session::Step::ask) {
            take_record(job, turn);
        } else if (job.ask.step == session::Step::begin) {
            auto answer = begin(job);
            if (!answer) tally_.count(stranger_at("begin", "", answer.error()));
            if (!answer) refuse(answer.error());
            if (answer && *answer) turn.replies.push_back({job.asker, std::move(**answer)});
        } else {
            auto finishing = recognize(job);
            if (!finishing) tally_.count(stranger_at("challenge", "", finishing.error()));
            if (!finishing) refuse(finishing.error());
            if (finishing) finishes.push_back(std::move(*finishing));
        }
    }
    if (!finishes.empty()) settle(std::move(finishes), turn.replies);
    return turn;
}

std::optional<NodeReply> Attesting::seal(const SealReply& reply) {
    return sessions_.seal(reply, core_.state(), core_.now());
}

void Attesting::take_record(const NodeJob& job, Turn& turn) {
    const auto record = wire::decode<session::Record>(job.ask.body);
    auto opened = record ? sessions_.open(job.asker, *record, core_.now())
                         : Result<Sessions::Job>(record.error());
    if (opened) {
        auto* ask = std::get_if<SealJob>(&*opened);
        auto* task = std::get_if<TaskJob>(&*opened);
        if (ask != nullptr) turn.asks.push_back(std::move(*ask));
        if (task != nullptr) turn.tasks.push_back(std::move(*task));
        return;
    }
    turn.replies.push_back({job.asker, node_refusal(node_status(opened.error()), opened.error())});
}

// What an unknown node is told to quote is what some node of ours is, always the same for its id:
// nobody but us can compute the choice, so it tells nothing.
claims::PcrSet Attesting::pcrs_for(const session::Begin& begin) const {
    const auto& state = core_.state();
    const auto* proof = state.proof_of(begin.node);
    if (proof != nullptr && state.nodes.at(proof->node).vault == begin.vault) return proof->pcrs;
    if (state.proofs.empty()) return *claims::PcrSet::parse("0,2,4,7");
    constexpr auto tag = "sealwright/unknown node/v1";
    const auto signature = crypto::Signer::sign(
        core_.identity(), crypto::th(tag, {begin.node.bytes(), begin.vault.bytes()}));
    // The set whose draw is the lowest: another node moves the choice only by a set that is new.
    const auto draw = [&](const auto& each) {
        return crypto::th(tag, {signature, view_of(each.second.pcrs.str())});
    };
    return std::ranges::min_element(state.proofs, std::ranges::less(), draw)->second.pcrs;
}

Result<session::NodeAnswer> Attesting::challenge(const session::Challenger::Ticket& ticket,
                                                 const session::ChallengeFacts& facts) {
    TRY(challenge, challenger_.make(ticket, facts, core_.identity(), core_.now()));
    return session::NodeAnswer{status_ok, wire::encode(challenge)};
}

Result<std::optional<session::NodeAnswer>> Attesting::begin(const NodeJob& job) {
    TRY(begin, wire::decode<session::Begin>(job.ask.body));
    if (begin.purpose == session::Purpose::enrol) return begin_enrolment(job, begin);
    if (!begin.hello.empty()) return Error(errors::wire_value);
    const auto ticket = challenger_.start(core_.now(), core_.random());
    TRY(answer,
        challenge(ticket, {begin.purpose, begin.node, begin.vault, pcrs_for(begin), {}, {}, {}}));
    return std::optional(std::move(answer));
}

// A challenge is used up by its first finish. Up to here nothing looks at the registry: what is
// wrong with a finish is told to everybody alike.
Result<Attesting::Finishing> Attesting::recognize(const NodeJob& job) {
    TRY(finish, wire::decode<session::Finish>(job.ask.body));
    const auto now = core_.now();
    TRY(recognized, challenger_.recognize(finish.challenge, now));
    // An enrolment's challenge is made for whoever has its token, and brings something else.
    if (finish.challenge.purpose != session::Purpose::enrol) {
        TRY(wire::decode<attest::Evidence>(finish.evidence));
    }
    TRY(spent_.spend(finish.challenge));
    return Finishing{
        job.asker, std::move(finish), std::move(recognized), job.ask.peer, job.peer_uid, {}, false};
}

}  // namespace sealwright::keeper
