#include "sealwright/claims/origin.hpp"

namespace sealwright::claims {
namespace {

constexpr std::size_t peer_max = 64;
constexpr std::size_t names_max = 512;
enum class Kind : std::uint8_t { channel, local, session, person };

// It is shown to people; what PublicText would have to change is refused, so that an Origin has one
// form.
std::string read_peer(wire::Reader& reader) {
    auto peer = reader.text(peer_max);
    if (PublicText(peer).str() != peer) reader.fail_value();
    return peer;
}

struct Write {
    wire::Writer& writer;
    void operator()(const ChannelOrigin& origin) const {
        writer.enumeration(Kind::channel);
        writer.raw(origin.spki);
        writer.u64(origin.not_after_ms);
        writer.text(origin.peer);
    }
    void operator()(const LocalOrigin& origin) const {
        writer.enumeration(Kind::local);
        writer.u32(origin.uid);
        writer.u32(origin.gid);
        writer.u32(origin.pid);
    }
    void operator()(const SessionOrigin& origin) const {
        writer.enumeration(Kind::session);
        writer.id(origin.node);
        writer.enumeration(origin.evidence);
        writer.u64(origin.attested_ms);
        writer.u64(origin.entry);
        writer.text(origin.peer);
    }
    void operator()(const PersonOrigin& origin) const {
        writer.enumeration(Kind::person);
        writer.text(origin.names);
        writer.raw(origin.request);
    }
};

struct Sentence {
    std::string operator()(const ChannelOrigin& origin) const {
        return "certificate " + to_hex(origin.spki).substr(0, 16) + " from " + origin.peer;
    }
    std::string operator()(const LocalOrigin& origin) const {
        return "uid " + std::to_string(origin.uid) + " (pid " + std::to_string(origin.pid) + ")";
    }
    std::string operator()(const SessionOrigin& origin) const {
        return origin.node.str() + " by " + std::string(word_of(origin.evidence)) + " from " +
               origin.peer;
    }
    std::string operator()(const PersonOrigin& origin) const { return origin.names; }
};

ChannelOrigin read_channel(wire::Reader& reader) {
    ChannelOrigin origin;
    origin.spki = reader.digest();
    origin.not_after_ms = reader.u64();
    origin.peer = read_peer(reader);
    return origin;
}

LocalOrigin read_local(wire::Reader& reader) {
    LocalOrigin origin;
    origin.uid = reader.u32();
    origin.gid = reader.u32();
    origin.pid = reader.u32();
    return origin;
}

SessionOrigin read_session(wire::Reader& reader) {
    SessionOrigin origin;
    origin.node = reader.id<NodeId>();
    origin.evidence = reader.enumeration(evidence_kind_last);
    origin.attested_ms = reader.u64();
    origin.entry = reader.u64();
    origin.peer = read_peer(reader);
    return origin;
}

PersonOrigin read_person(wire::Reader& reader) {
    PersonOrigin origin;
    origin.names = reader.text(names_max);
    if (!is_printable(origin.names)) reader.fail_value();
    reader.copy_into(origin.request);
    return origin;
}

}  // namespace

void Origin::write(wire::Writer& writer) const {
    std::visit(Write{writer}, of);
}

Origin Origin::read(wire::Reader& reader) {
    switch (reader.enumeration(Kind::person)) {
        case Kind::channel:
            return {read_channel(reader)};
        case Kind::local:
            return {read_local(reader)};
        case Kind::session:
            return {read_session(reader)};
        case Kind::person:
            return {read_person(reader)};
    }
    return {};
}

std::string Origin::sentence() const {
    return std::visit(Sentence{}, of);
}

}  // namespace sealwright::claims
