#include "sealwright/hsm/messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::hsm {
namespace {

constexpr std::size_t name_max = 64;
constexpr std::size_t detail_max = 2048;
constexpr std::size_t box_max = 1024;

}  // namespace

void Status::write(wire::Writer& writer) const {
    writer.text(name);
    writer.enumeration(state);
    writer.text(label);
    writer.text(serial);
    writer.raw(key_id);
    writer.u32(generation);
    writer.raw(startup_key);
    writer.text(detail);
}

Status Status::read(wire::Reader& reader) {
    Status status;
    status.name = reader.text(name_max);
    status.state = reader.enumeration(TokenState::broken);
    status.label = reader.text(name_max);
    status.serial = reader.text(name_max);
    status.key_id = reader.digest();
    status.generation = reader.u32();
    status.startup_key = reader.digest();
    status.detail = reader.text(detail_max);
    return status;
}

LoginAsk LoginAsk::read(wire::Reader& reader) {
    const auto box = reader.bytes(box_max);
    return {Bytes(box.begin(), box.end())};
}

void PrfQuestion::write(wire::Writer& writer) const {
    writer.bytes(context);
    writer.raw(salt);
}

PrfQuestion PrfQuestion::read(wire::Reader& reader) {
    PrfQuestion question;
    question.context = wire::copy_of(reader.bytes(context_size_max));
    reader.copy_into(question.salt);
    return question;
}

void PrfAsk::write(wire::Writer& writer) const {
    writer.u64(run);
    writer.u64(sequence);
    wire::write_list(writer, questions);
}

PrfAsk PrfAsk::read(wire::Reader& reader) {
    PrfAsk ask;
    ask.run = reader.u64();
    ask.sequence = reader.u64();
    ask.questions = wire::read_list<PrfQuestion>(reader, contexts_max);
    return ask;
}

PrfAnswer PrfAnswer::read(wire::Reader& reader) {
    const auto outputs = reader.bytes(contexts_max * output_size);
    if (outputs.size() % output_size != 0) reader.fail_value();
    return {WipedBytes(outputs.begin(), outputs.end())};
}

}  // namespace sealwright::hsm
