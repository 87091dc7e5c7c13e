// GroupKey, PendingGroup, Group: what a ceremony made, before and after all have signed for it.
//
// A group exists only when each of its n custodians has signed one transcript: a service that
// shows different custodians different things never gets n signatures over one. A stored group
// carries them and is checked again whenever it is read. Process: keeper, cli.
// Spec: docs/protocol/threshold.md sections 8 and 9.
#pragma once

#include "sealwright/threshold/rounds.hpp"

namespace sealwright::threshold {

// What is sealed to.
class GroupKey {
public:
    explicit GroupKey(const Point& point);

    [[nodiscard]] const Point& point() const { return point_; }
    // A second base, of which nobody knows the logarithm; each key has its own.
    [[nodiscard]] const Point& second_base() const { return second_base_; }
    [[nodiscard]] Digest id() const;

private:
    Point point_;
    Point second_base_;
};

struct Certificate {
    Index custodian;
    crypto::Signature signature{};

    void write(wire::Writer& writer) const;
    static Certificate read(wire::Reader& reader);
    bool operator==(const Certificate&) const = default;
};

class Group;

class PendingGroup {
public:
    static PendingGroup of(const RevealRound& reveals, const DealRound& deals, Epoch epoch);
    // Of deals that are forgotten, and known by their digest (`DealRound::digest`).
    static PendingGroup of(const RevealRound& reveals, const Digest& dealt, Epoch epoch);

    [[nodiscard]] const Session& session() const { return session_; }
    [[nodiscard]] Epoch epoch() const { return epoch_; }
    [[nodiscard]] const Commitments& commitments() const { return commitments_; }
    [[nodiscard]] GroupKey key() const { return GroupKey(commitments_.constant()); }
    [[nodiscard]] Digest transcript() const;
    // What a custodian signs once their share is in order.
    [[nodiscard]] Digest certified() const;
    // What a share of this index is times the base.
    [[nodiscard]] Element share_point(Index index) const { return commitments_.at(index); }
    // One certificate of each member.
    [[nodiscard]] Result<Group> certify(std::vector<Certificate> certificates) const;

private:
    friend class Group;
    friend class Redistribution;
    PendingGroup(const Session& session, Epoch epoch, Commitments commitments)
        : session_(session), epoch_(epoch), commitments_(std::move(commitments)) {}

    Session session_;
    Epoch epoch_;
    Digest published_{};  // All that the dealers published.
    Digest dealt_{};      // All that they dealt.
    Commitments commitments_;
};

class Group {
public:
    [[nodiscard]] const Session& session() const { return pending_.session(); }
    [[nodiscard]] Epoch epoch() const { return pending_.epoch(); }
    [[nodiscard]] const Commitments& commitments() const { return pending_.commitments(); }
    [[nodiscard]] const Digest& transcript() const { return transcript_; }
    [[nodiscard]] const GroupKey& key() const { return key_; }
    [[nodiscard]] Result<Point> share_point(Index member) const;

    void write(wire::Writer& writer) const;
    // Checks every signature.
    static Result<Group> parse(View bytes);

private:
    friend class PendingGroup;
    Group(PendingGroup pending, std::vector<Certificate> certificates);

    PendingGroup pending_;
    std::vector<Certificate> certificates_;
    Digest transcript_{};
    GroupKey key_;
};

}  // namespace sealwright::threshold
