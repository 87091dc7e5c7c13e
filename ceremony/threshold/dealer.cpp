#include "sealwright/threshold/dealer.hpp"

#include "sealing_pair.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/threshold/errors.hpp"
#include "wire_scalar.hpp"

#include <algorithm>

namespace sealwright::threshold {

void Complaint::write(wire::Writer& writer) const {
    accuser.write(writer);
    dealer.write(writer);
}

Complaint Complaint::read(wire::Reader& reader) {
    const auto accuser = Index::read(reader);
    return {accuser, Index::read(reader)};
}

void Answer::write(wire::Writer& writer) const {
    complaint.write(writer);
    writer.raw(ephemeral);
    writer.raw(share.bytes());
}

Answer Answer::read(wire::Reader& reader) {
    Answer answer{Complaint::read(reader)};
    reader.copy_into(answer.ephemeral);
    answer.share = read_scalar(reader);
    return answer;
}

Result<Dealer> Dealer::begin(const Session& session, Index self, Random& random) {
    TRY(session.place_of(self));
    auto polynomial = Polynomial::draw(session.size(), random);
    auto possession =
        prove_possession(polynomial.constant(), self, session.possession_domain(), random);
    Reveal reveal{self, polynomial.commitments(), possession};
    auto seed = crypto::ShareSplitter::fresh_key<SealingSeedTag>(random);
    return Dealer(session, std::move(reveal), std::move(polynomial), std::move(seed));
}

Commit Dealer::commit() const {
    return {reveal_.dealer, reveal_.commit_digest(session_)};
}

Result<Reveal> Dealer::reveal(const CommitRound& commits) const {
    TRY(place, session_.place_of(reveal_.dealer));
    if (commits.session() != session_.id()) return errors::round_other;
    if (commits.commits()[place].digest != commit().digest) return errors::round_other;
    return reveal_;
}

// The dealer deals only where its own part stands as it revealed it.
Result<void> Dealer::check_part(const RevealRound& reveals) const {
    TRY(place, session_.place_of(reveal_.dealer));
    if (reveals.session().id() != session_.id()) return errors::round_other;
    const auto& shown = reveals.reveals()[place];
    const bool is_mine =
        shown.commitments == reveal_.commitments && shown.possession == reveal_.possession;
    if (!is_mine) return errors::round_other;
    return done;
}

Result<Deal> Dealer::deal(const RevealRound& reveals) const {
    TRY(check_part(reveals));
    Deal deal{reveal_.dealer, {}};
    for (const auto& member : session_.members()) {
        const auto share = polynomial_.at(member.index);
        const auto info = box_info(reveals, reveal_.dealer, member.index);
        const auto pair = sealing_pair(seed_.ref(), info);
        TRY(sealed, crypto::Hpke::seal_key(member.transport, info, share.held().ref(), pair));
        std::ranges::copy(sealed, deal.boxes.emplace_back().begin());
    }
    return deal;
}

Result<Answer> Dealer::answer(const RevealRound& reveals, const Complaint& complaint) const {
    TRY(check_part(reveals));
    TRY(session_.place_of(complaint.accuser));
    if (complaint.dealer != reveal_.dealer) return errors::round_other;
    const auto info = box_info(reveals, reveal_.dealer, complaint.accuser);
    return Answer{complaint,
                  sealing_pair(seed_.ref(), info).show_private_key(),
                  polynomial_.at(complaint.accuser).show()};
}

Digest box_info(const RevealRound& reveals, Index dealer, Index receiver) {
    return crypto::th(
        "dkg/share",
        {reveals.session().id().bytes(), reveals.digest(), dealer.bytes(), receiver.bytes()});
}

}  // namespace sealwright::threshold
