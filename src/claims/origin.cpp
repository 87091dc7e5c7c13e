#include "sealwright/claims/origin.hpp"

namespace sealwright::claims {
namespace {

constexpr std::size_t peer_max = 64;
enum class Kind : std::uint8_t { channel, local };

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
};

struct Sentence {
    std::string operator()(const ChannelOrigin& origin) const {
        return "certificate " + to_hex(origin.spki).substr(0, 16) + " from " + origin.peer;
    }
    std::string operator()(const LocalOrigin& origin) const {
        return "uid " + std::to_string(origin.uid) + " (pid " + std::to_string(origin.pid) + ")";
    }
};

}  // namespace

void Origin::write(wire::Writer& writer) const {
    std::visit(Write{writer}, of);
}

Origin Origin::read(wire::Reader& reader) {
    if (reader.enumeration(Kind::local) == Kind::channel) {
        ChannelOrigin origin;
        origin.spki = reader.digest();
        origin.not_after_ms = reader.u64();
        origin.peer = reader.text(peer_max);
        // It is shown to people; what PublicText would have to change is refused, so that an Origin
        // has one form.
        if (PublicText(origin.peer).str() != origin.peer) reader.fail_value();
        return {origin};
    }
    LocalOrigin origin;
    origin.uid = reader.u32();
    origin.gid = reader.u32();
    origin.pid = reader.u32();
    return {origin};
}

std::string Origin::sentence() const {
    return std::visit(Sentence{}, of);
}

}  // namespace sealwright::claims
