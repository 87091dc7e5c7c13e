#include "sealwright/attest/host_card.hpp"

#include "sealwright/crypto/hash.hpp"

namespace sealwright::attest {
namespace {

constexpr std::string_view domain = "VUS-V1-RECOVERY-HOST";

}  // namespace

Digest HostCard::binding() const {
    wire::Writer writer;
    writer.text(name);
    writer.raw(endorsement);
    identity.write(writer);
    return crypto::th("recovery/host-card", {writer.view()});
}

Digest HostCard::digest() const {
    return crypto::th("recovery/host-words", {wire::encode_public(*this)});
}

void HostCard::write(wire::Writer& writer) const {
    writer.text(domain);
    writer.text(name);
    writer.raw(endorsement);
    identity.write(writer);
    quote.write(writer);
}

HostCard HostCard::read(wire::Reader& reader) {
    HostCard card;
    if (reader.text(domain.size()) != domain) reader.fail_value();
    card.name = reader.text(host_name_max);
    card.endorsement = reader.digest();
    card.identity = TpmIdentity::read(reader);
    card.quote = TpmQuote::read(reader);
    return card;
}

Digest recovery_binding(const Digest& plan) {
    return crypto::th("recovery/host", {plan});
}

}  // namespace sealwright::attest
