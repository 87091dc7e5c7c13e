// Attesting: what nodes' agents ask past the front: begin, finish, and sealed records.
//
// A begin is answered from nothing: its challenge carries what has to be known again. Finishes are
// judged in batches on a draft; every result is durable before it is told and before anything is
// released by it. A record of a living session becomes an ask of Sealing like any other. Whoever
// has not proved to hold the node's key hears one and the same refusal, whether the node exists or
// not. Process: keeper. Limits: 1,024 wait, 64 finishes a batch, 4 enrolments with a verifier.
// Spec: docs/protocol/session.md.
#pragma once

#include "appraise.hpp"
#include "attest_tally.hpp"
#include "core.hpp"
#include "sealwright/session/challenger.hpp"
#include "sealwright/session/used_challenges.hpp"
#include "sessions.hpp"
#include "verifier_desk.hpp"

#include <deque>
#include <map>

namespace sealwright::keeper {

struct NodeJob {
    Asker asker;
    session::NodeAsk ask;
    std::optional<std::uint32_t> peer_uid;  // Of a local socket; nothing: it came by a front.
};

class Attesting {
public:
    static constexpr std::size_t waiting_max = 1024;
    static constexpr std::size_t batch_max = 64;
    static constexpr std::uint64_t refusal_repeat_ms = 60'000;
    static constexpr std::size_t refusals_max = 4096;

    struct Turn {
        std::vector<NodeReply> replies;
        std::vector<SealJob> asks;
        std::vector<TaskJob> tasks;
    };

    Attesting(Core& core, VerifierDesk& verifiers) : core_(core), verifiers_(verifiers) {}

    // False when too many wait.
    bool take(NodeJob job);
    Turn run();
    // Seals the answer of an ask that came by a session; nothing when it did not.
    std::optional<NodeReply> seal(const SealReply& reply);
    void left(std::uint64_t connection) { sessions_.left(connection); }

    [[nodiscard]] bool is_waiting() const { return !waiting_.empty() || !parsing_.empty(); }
    [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }
    [[nodiscard]] std::size_t parsing() const { return parsing_.size(); }
    [[nodiscard]] const AttestTally& tally() const { return tally_; }

private:
    // An enrolment that a verifier works on.
    struct Parsing {
        Asker asker;
        session::Challenger::Ticket ticket;
        session::ChallengeFacts facts;
        Digest token_key{};
    };
    // A finish whose challenge was recognised and used up.
    struct Finishing {
        Asker asker;
        session::Finish finish;
        session::Recognized recognized;
        std::string peer;
        std::optional<std::uint32_t> peer_uid;
        AttestTally::Ending ending;  // Of the last decision; counted when that is durable.
        bool is_taken = false;       // In its node's own table; a decision may be tried again.
    };
    // What is told, and whether a session is opened by it.
    struct Verdict {
        session::OpenedFacts facts;
        std::optional<claims::SessionOrigin> opens;
    };
    struct RefusalNote {
        std::uint64_t entry = 0;
        std::uint64_t noted_ms = 0;
        std::uint64_t repeated = 0;
    };

    // attesting.cpp
    void take_record(const NodeJob& job, Turn& turn);
    Result<std::optional<session::NodeAnswer>> begin(const NodeJob& job);
    Result<session::NodeAnswer> challenge(const session::Challenger::Ticket& ticket,
                                          const session::ChallengeFacts& facts);
    [[nodiscard]] claims::PcrSet pcrs_for(const session::Begin& begin) const;
    Result<Finishing> recognize(const NodeJob& job);

    // attesting_finish.cpp
    void settle(std::vector<Finishing> finishes, std::vector<NodeReply>& replies);
    void answer(Finishing& finishing, Result<Verdict> verdict, std::vector<NodeReply>& replies);
    Result<Verdict> decide(Draft& draft, Finishing& finishing, Now now);
    Result<Verdict> decide_known(Draft& draft, Finishing& finishing, const Proof& proof, Now now);
    std::uint64_t note(Draft& draft, Finishing& finishing, const Appraisal& appraisal, Now now);
    void note_stranger(Draft& draft, const Finishing& finishing, Now now);
    bool is_repeated(const NodeId& node, std::uint16_t code, Now now, RefusalNote*& note);
    static void quarantine(Draft& draft, const NodeId& id, std::string reason, Now now);

    // attesting_enrol.cpp
    Result<std::optional<session::NodeAnswer>> begin_enrolment(const NodeJob& job,
                                                               const session::Begin& begin);
    void take_parsed(std::vector<NodeReply>& replies);
    Result<Verdict> enrol(Draft& draft, Finishing& finishing, Now now);
    void note_claim(Draft& draft, const Finishing& finishing, const Digest& token, Now now);

    Core& core_;
    VerifierDesk& verifiers_;
    session::Challenger challenger_;
    session::SpentChallenges spent_;
    session::UsedChallenges used_;
    Sessions sessions_;
    AttestTally tally_;
    std::deque<NodeJob> waiting_;
    std::map<std::uint64_t, Parsing> parsing_;  // By the verifier's ticket.
    std::map<std::pair<NodeId, std::uint16_t>, RefusalNote> refusals_;
};

// Which HTTP status tells an agent what to do about an error: begin again, come again, or stop.
std::uint16_t node_status(const Error& error);

}  // namespace sealwright::keeper
