#include "sealwright/operate/policy_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::operate {

void PolicySetAsk::write(wire::Writer& writer) const {
    writer.bytes(policy);
    writer.raw(replaces);
}

PolicySetAsk PolicySetAsk::read(wire::Reader& reader) {
    PolicySetAsk ask;
    ask.policy = wire::copy_of(reader.bytes(policy_max));
    ask.replaces = reader.digest();
    return ask;
}

void PolicyShown::write(wire::Writer& writer) const {
    writer.bytes(policy);
    writer.raw(digest);
    writer.u64(set_ms);
    writer.text(set_by);
}

PolicyShown PolicyShown::read(wire::Reader& reader) {
    PolicyShown shown;
    shown.policy = wire::copy_of(reader.bytes(policy_max));
    shown.digest = reader.digest();
    shown.set_ms = reader.u64();
    shown.set_by = reader.text(text_max);
    return shown;
}

}  // namespace sealwright::operate
