// The rounds of making a key together: commit, reveal, deal. A round is closed when it has exactly
// one message of each custodian, and only a closed round lets anybody go on.
//
// Commit comes before reveal so that nobody chooses their part after seeing another's. Whoever
// closes a round checks everything in it and names who is wrong; the answer is always to begin
// again without them. Process: keeper, cli. Spec: docs/protocol/threshold.md section 8.
#pragma once

#include "sealwright/crypto/hpke.hpp"
#include "sealwright/threshold/commitments.hpp"
#include "sealwright/threshold/possession.hpp"
#include "sealwright/threshold/session.hpp"

namespace sealwright::threshold {

struct Commit {
    Index dealer;
    Digest digest{};

    void write(wire::Writer& writer) const;
    static Commit read(wire::Reader& reader);
};

class CommitRound {
public:
    static Result<CommitRound> close(const Session& session, std::vector<Commit> commits);

    [[nodiscard]] const SessionId& session() const { return session_; }
    // In the order of the members.
    [[nodiscard]] const std::vector<Commit>& commits() const { return commits_; }

private:
    CommitRound(SessionId session, std::vector<Commit> commits)
        : session_(session), commits_(std::move(commits)) {}

    SessionId session_;
    std::vector<Commit> commits_;
};

struct Reveal {
    Index dealer;
    Commitments commitments;
    Possession possession;

    void write(wire::Writer& writer) const;
    // Names the dealer when there are not exactly as many commitments as are needed.
    static Result<Reveal> parse(const Session& session, View bytes);
    [[nodiscard]] Digest commit_digest(const Session& session) const;
};

// That it is what its dealer committed to, and that they know their constant term.
Result<void> check_reveal(const Session& session, const Commit& commit, const Reveal& reveal);

class RevealRound {
public:
    // Checks what was committed to, and that each dealer knows their constant term.
    static Result<RevealRound> close(const Session& session,
                                     const CommitRound& commits,
                                     std::vector<Reveal> reveals);

    [[nodiscard]] const Session& session() const { return session_; }
    [[nodiscard]] const std::vector<Reveal>& reveals() const { return reveals_; }
    [[nodiscard]] const Commitments& sum() const { return sum_; }
    [[nodiscard]] const Digest& digest() const { return digest_; }

private:
    RevealRound(const Session& session, std::vector<Reveal> reveals, Commitments sum);

    Session session_;
    std::vector<Reveal> reveals_;
    Commitments sum_;
    Digest digest_{};
};

// A share, sealed to one member.
using Box = std::array<std::uint8_t, 32 + crypto::Hpke::overhead>;

struct Deal {
    Index dealer;
    std::vector<Box> boxes;  // One for each member, in their order.

    void write(wire::Writer& writer) const;
    static Deal read(wire::Reader& reader);
};

// `receivers` of each deal; `dealers` are who deals.
class DealRound {
public:
    static Result<DealRound> close(const IndexSet& dealers,
                                   std::size_t receivers,
                                   std::vector<Deal> deals);
    static Result<DealRound> close(const RevealRound& reveals, std::vector<Deal> deals);

    // In the order of the dealers.
    [[nodiscard]] const std::vector<Deal>& deals() const { return deals_; }
    [[nodiscard]] Digest digest() const;

private:
    explicit DealRound(std::vector<Deal> deals) : deals_(std::move(deals)) {}

    std::vector<Deal> deals_;
};

}  // namespace sealwright::threshold
