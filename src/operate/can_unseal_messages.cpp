#include "sealwright/operate/can_unseal_messages.hpp"

namespace sealwright::operate {

void CanUnsealAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.boolean(now);
}

CanUnsealAsk CanUnsealAsk::read(wire::Reader& reader) {
    CanUnsealAsk ask;
    ask.vault = reader.text(name_max);
    ask.now = reader.boolean();
    return ask;
}

void Check::write(wire::Writer& writer) const {
    writer.text(name);
    writer.boolean(passed);
    writer.text(found);
    writer.u16(code);
    writer.text(remedy);
}

Check Check::read(wire::Reader& reader) {
    Check check;
    check.name = reader.text(name_max);
    check.passed = reader.boolean();
    check.found = reader.text(4 * text_max);
    check.code = reader.u16();
    check.remedy = reader.text(text_max);
    return check;
}

void SubsetInfo::write(wire::Writer& writer) const {
    writer.text(tokens);
    writer.u64(tried_ms);
    writer.u64(passed_ms);
    writer.text(fault);
}

SubsetInfo SubsetInfo::read(wire::Reader& reader) {
    SubsetInfo info;
    info.tokens = reader.text(8 * text_max);
    info.tried_ms = reader.u64();
    info.passed_ms = reader.u64();
    info.fault = reader.text(4 * text_max);
    return info;
}

void CanUnseal::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(environment);
    writer.boolean(trying);
    wire::write_list(writer, checks);
    wire::write_list(writer, subsets);
}

CanUnseal CanUnseal::read(wire::Reader& reader) {
    CanUnseal answer;
    answer.vault = reader.text(text_max);
    answer.environment = reader.text(text_max);
    answer.trying = reader.boolean();
    answer.checks = wire::read_list<Check>(reader, list_max);
    answer.subsets = wire::read_list<SubsetInfo>(reader, list_max);
    return answer;
}

}  // namespace sealwright::operate
