#include "sealwright/threshold/rounds.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/wire/codec.hpp"
#include "wire_scalar.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

IndexSet indices_of(const Session& session) {
    std::vector<Index> indices;
    for (const auto& each : session.members()) indices.push_back(each.index);
    return *IndexSet::make(std::move(indices));
}

// Puts one message of each sender in their order, or says who is missing or too many.
template <class Message>
Result<void> arrange(const IndexSet& senders, std::vector<Message>& messages) {
    std::ranges::sort(messages, {}, &Message::dealer);
    std::vector<Index> found;
    for (const auto& each : messages) {
        const Error refusal(errors::round_incomplete, {fact("custodian", each.dealer.value())});
        if (!senders.has(each.dealer)) return refusal;
        if (!found.empty() && found.back() == each.dealer) return refusal;
        found.push_back(each.dealer);
    }
    for (const auto each : senders.indices()) {
        if (std::ranges::binary_search(found, each)) continue;
        return Error(errors::round_incomplete, {fact("custodian", each.value())});
    }
    return done;
}

}  // namespace

void Commit::write(wire::Writer& writer) const {
    dealer.write(writer);
    writer.raw(digest);
}

Commit Commit::read(wire::Reader& reader) {
    const auto dealer = Index::read(reader);
    return {dealer, reader.digest()};
}

Result<CommitRound> CommitRound::close(const Session& session, std::vector<Commit> commits) {
    TRY(arrange(indices_of(session), commits));
    return CommitRound(session.id(), std::move(commits));
}

void Reveal::write(wire::Writer& writer) const {
    dealer.write(writer);
    writer.u16(static_cast<std::uint16_t>(commitments.points().size()));
    commitments.write(writer);
    possession.write(writer);
}

Result<Reveal> Reveal::parse(const Session& session, View bytes) {
    wire::Reader reader(bytes);
    const auto dealer = Index::read(reader);
    const auto count = reader.u16();
    TRY(reader.state());
    if (count != session.size().needed()) {
        return Error(errors::commitments_count,
                     {fact("custodian", dealer.value()),
                      fact("expected", session.size().needed()),
                      fact("got", count)});
    }
    std::vector<Point> points;
    while (points.size() < count && !reader.failed()) points.push_back(read_point(reader));
    const auto possession = Possession::read(reader);
    TRY(reader.finish());
    TRY(commitments, Commitments::make(session.size(), std::move(points)));
    return Reveal{dealer, std::move(commitments), possession};
}

Digest Reveal::commit_digest(const Session& session) const {
    return crypto::th("dkg/commit",
                      {session.id().bytes(),
                       dealer.bytes(),
                       commitments.bytes(),
                       wire::encode_public(possession)});
}

Result<void> check_reveal(const Session& session, const Commit& commit, const Reveal& reveal) {
    const auto whose = fact("custodian", reveal.dealer.value());
    if (reveal.commitments.points().size() != session.size().needed()) {
        return Error(errors::commitments_count, {whose});
    }
    if (reveal.commit_digest(session) != commit.digest) {
        return Error(errors::reveal_changed, {whose});
    }
    return verify_possession(reveal.commitments.constant(),
                             reveal.dealer,
                             reveal.possession,
                             session.possession_domain());
}

Result<RevealRound> RevealRound::close(const Session& session,
                                       const CommitRound& commits,
                                       std::vector<Reveal> reveals) {
    if (commits.session() != session.id()) return errors::round_other;
    TRY(arrange(indices_of(session), reveals));
    std::vector<const Commitments*> parts;
    for (std::size_t place = 0; place < reveals.size(); ++place) {
        TRY(check_reveal(session, commits.commits()[place], reveals[place]));
        parts.push_back(&reveals[place].commitments);
    }
    TRY(sum, Commitments::sum(parts));
    return RevealRound(session, std::move(reveals), std::move(sum));
}

RevealRound::RevealRound(const Session& session, std::vector<Reveal> reveals, Commitments sum)
    : session_(session), reveals_(std::move(reveals)), sum_(std::move(sum)) {
    wire::Writer all;
    for (const auto& each : reveals_) each.write(all);
    digest_ = crypto::th("dkg/commitments", {session_.id().bytes(), all.view()});
}

void Deal::write(wire::Writer& writer) const {
    dealer.write(writer);
    writer.u16(static_cast<std::uint16_t>(boxes.size()));
    for (const auto& each : boxes) writer.raw(each);
}

Deal Deal::read(wire::Reader& reader) {
    Deal deal{Index::read(reader), {}};
    const auto count = reader.u16();
    if (count > GroupSize::measured_max) reader.fail_value();
    while (deal.boxes.size() < count && !reader.failed())
        reader.copy_into(deal.boxes.emplace_back());
    return deal;
}

Result<DealRound> DealRound::close(const IndexSet& dealers,
                                   std::size_t receivers,
                                   std::vector<Deal> deals) {
    TRY(arrange(dealers, deals));
    for (const auto& each : deals) {
        if (each.boxes.size() == receivers) continue;
        return Error(errors::round_incomplete, {fact("custodian", each.dealer.value())});
    }
    return DealRound(std::move(deals));
}

Result<DealRound> DealRound::close(const RevealRound& reveals, std::vector<Deal> deals) {
    const auto& session = reveals.session();
    return close(indices_of(session), session.members().size(), std::move(deals));
}

Digest DealRound::digest() const {
    wire::Writer all;
    for (const auto& each : deals_) each.write(all);
    return crypto::th("dkg/deals", {all.view()});
}

}  // namespace sealwright::threshold
