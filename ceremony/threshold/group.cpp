#include "sealwright/threshold/group.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/wire/codec.hpp"
#include "wire_scalar.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

constexpr std::string_view second_base_domain = "VUS-V1-GBAR-ristretto255_XMD:SHA-512_R255MAP_RO_";
constexpr std::string_view record_word = "VUS-V1-GROUP";

Point second_base_of(const Point& point) {
    Transcript transcript;
    transcript.add(point.bytes());
    return *transcript.element(Domain::foreign(view_of(second_base_domain))).point();
}

}  // namespace

GroupKey::GroupKey(const Point& point) : point_(point), second_base_(second_base_of(point)) {}

Digest GroupKey::id() const {
    return crypto::th("group", {point_.bytes()});
}

void Certificate::write(wire::Writer& writer) const {
    custodian.write(writer);
    writer.raw(signature);
}

Certificate Certificate::read(wire::Reader& reader) {
    Certificate certificate{Index::read(reader)};
    reader.copy_into(certificate.signature);
    return certificate;
}

PendingGroup PendingGroup::of(const RevealRound& reveals, const DealRound& deals, Epoch epoch) {
    return of(reveals, deals.digest(), epoch);
}

PendingGroup PendingGroup::of(const RevealRound& reveals, const Digest& dealt, Epoch epoch) {
    PendingGroup group(reveals.session(), epoch, reveals.sum());
    group.published_ = reveals.digest();
    group.dealt_ = dealt;
    return group;
}

Digest PendingGroup::transcript() const {
    return crypto::th("dkg/transcript",
                      {session_.id().bytes(), published_, dealt_, commitments_.bytes()});
}

Digest PendingGroup::certified() const {
    return crypto::th("dkg/certify",
                      {transcript(), commitments_.constant().bytes(), epoch_.bytes()});
}

Result<Group> PendingGroup::certify(std::vector<Certificate> certificates) const {
    std::ranges::sort(certificates, {}, &Certificate::custodian);
    if (certificates.size() != session_.members().size()) return errors::round_incomplete;
    const auto signed_bytes = certified();
    for (std::size_t place = 0; place < certificates.size(); ++place) {
        const auto& member = session_.members()[place];
        const auto& certificate = certificates[place];
        const Error refusal(errors::certificate_wrong, {fact("custodian", member.index.value())});
        if (certificate.custodian != member.index) return refusal;
        if (!crypto::verify(member.identity, signed_bytes, certificate.signature)) return refusal;
    }
    return Group(*this, std::move(certificates));
}

Group::Group(PendingGroup pending, std::vector<Certificate> certificates)
    : pending_(std::move(pending)),
      certificates_(std::move(certificates)),
      transcript_(pending_.transcript()),
      key_(pending_.commitments().constant()) {}

Result<Point> Group::share_point(Index member) const {
    TRY(session().place_of(member));
    return pending_.share_point(member).point();
}

void Group::write(wire::Writer& writer) const {
    writer.text(record_word);
    pending_.session_.write(writer);
    writer.u64(pending_.epoch_.value());
    writer.raw(pending_.published_);
    writer.raw(pending_.dealt_);
    pending_.commitments_.write(writer);
    for (const auto& each : certificates_) each.write(writer);
}

Result<Group> Group::parse(View bytes) {
    wire::Reader reader(bytes);
    if (reader.text(record_word.size()) != record_word) reader.fail_value();
    TRY(session, Session::read(reader));
    const Epoch epoch(reader.u64());
    const auto published = reader.digest();
    const auto dealt = reader.digest();
    std::vector<Point> points;
    while (points.size() < session.size().needed()) points.push_back(read_point(reader));
    std::vector<Certificate> certificates;
    while (certificates.size() < session.members().size()) {
        certificates.push_back(Certificate::read(reader));
    }
    TRY(reader.finish());
    if (!std::ranges::is_sorted(certificates, {}, &Certificate::custodian)) {
        return errors::group_broken;
    }
    TRY(commitments, Commitments::make(session.size(), std::move(points)));
    PendingGroup pending(session, epoch, std::move(commitments));
    pending.published_ = published;
    pending.dealt_ = dealt;
    const auto group = pending.certify(std::move(certificates));
    if (!group) return errors::group_broken;
    return *group;
}

}  // namespace sealwright::threshold
