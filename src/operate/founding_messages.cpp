#include "sealwright/operate/founding_messages.hpp"

#include "sealwright/wire/copies.hpp"
#include "sealwright/wire/texts.hpp"

namespace sealwright::operate {

void FoundAsk::write(wire::Writer& writer) const {
    writer.bytes(roster);
    wire::write_list(writer, proofs);
    writer.bytes(policy);
}

FoundAsk FoundAsk::read(wire::Reader& reader) {
    FoundAsk read;
    read.roster = wire::copy_of(reader.bytes(roster_max));
    read.proofs = wire::read_list<KeyProof>(reader, proofs_max);
    read.policy = wire::copy_of(reader.bytes(plan_max));
    return read;
}

void FoundingSignAsk::write(wire::Writer& writer) const {
    writer.bytes(act);
}

FoundingSignAsk FoundingSignAsk::read(wire::Reader& reader) {
    FoundingSignAsk read;
    read.act = wire::copy_of(reader.bytes(act_max));
    return read;
}

void FoundingShown::write(wire::Writer& writer) const {
    writer.bytes(plan);
    wire::write_texts(writer, has_signed);
    wire::write_texts(writer, loosenings);
    writer.boolean(is_done);
    writer.text(verifier_key);
}

FoundingShown FoundingShown::read(wire::Reader& reader) {
    FoundingShown read;
    read.plan = wire::copy_of(reader.bytes(plan_max));
    read.has_signed = wire::read_texts(reader, proofs_max, text_max);
    read.loosenings = wire::read_texts(reader, loosenings_max, text_max);
    read.is_done = reader.boolean();
    read.verifier_key = reader.text(text_max);
    return read;
}

}  // namespace sealwright::operate
