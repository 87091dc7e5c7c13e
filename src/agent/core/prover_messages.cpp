#include "prover_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::agent {
namespace {

constexpr std::size_t blob_max = 512;
constexpr std::size_t activated_size = 32;
enum class IdentityKind : std::uint8_t { tpm, key, peer };

}  // namespace

void IdentityAnswer::write(wire::Writer& writer) const {
    writer.u8(static_cast<std::uint8_t>(identity.index()));
    std::visit([&](const auto& each) { each.write(writer); }, identity);
}

IdentityAnswer IdentityAnswer::read(wire::Reader& reader) {
    IdentityAnswer answer;
    switch (reader.enumeration(IdentityKind::peer)) {
        case IdentityKind::tpm:
            answer.identity = attest::TpmIdentity::read(reader);
            break;
        case IdentityKind::key:
            answer.identity = attest::KeyIdentity::read(reader);
            break;
        case IdentityKind::peer:
            answer.identity = attest::PeerWord::read(reader);
            break;
    }
    return answer;
}

void ActivateAsk::write(wire::Writer& writer) const {
    writer.bytes(credential);
    writer.bytes(encrypted_secret);
}

ActivateAsk ActivateAsk::read(wire::Reader& reader) {
    ActivateAsk ask;
    ask.credential = wire::copy_of(reader.bytes(blob_max));
    ask.encrypted_secret = wire::copy_of(reader.bytes(blob_max));
    return ask;
}

void Activated::write(wire::Writer& writer) const {
    writer.raw(secret);
}

Activated Activated::read(wire::Reader& reader) {
    Activated activated;
    activated.secret = wire::wiped_copy_of(reader.raw(activated_size));
    return activated;
}

void ProveAsk::write(wire::Writer& writer) const {
    writer.raw(binding);
    pcrs.write(writer);
}

ProveAsk ProveAsk::read(wire::Reader& reader) {
    ProveAsk ask;
    ask.binding = reader.digest();
    ask.pcrs = claims::PcrSet::read(reader);
    return ask;
}

void Proved::write(wire::Writer& writer) const {
    evidence.write(writer);
}

Proved Proved::read(wire::Reader& reader) {
    return {attest::Evidence::read(reader)};
}

}  // namespace sealwright::agent
