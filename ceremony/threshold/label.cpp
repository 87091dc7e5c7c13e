#include "sealwright/threshold/label.hpp"

#include "sealwright/threshold/errors.hpp"

namespace sealwright::threshold {
namespace {

constexpr std::string_view word = "VUS-V1-LABEL";
constexpr std::string_view drill_word = "VUS-V1-DRILL-LABEL";
constexpr std::size_t text_max = 64;

// What is sealed for a drill says so with its first word.
std::string_view word_of(Label::Purpose purpose) {
    return purpose == Label::Purpose::drill ? drill_word : word;
}

}  // namespace

void Label::write(wire::Writer& writer) const {
    writer.text(word_of(purpose));
    writer.id(installation);
    writer.text(environment);
    writer.enumeration(purpose);
    writer.id(vault);
    writer.text(vault_name);
    writer.u32(version);
    writer.u64(created_ms);
    writer.raw(group);
}

Label Label::read(wire::Reader& reader) {
    Label label;
    const auto first = reader.text(drill_word.size());
    label.installation = reader.id<InstallationId>();
    label.environment = reader.text(text_max);
    label.purpose = reader.enumeration(Purpose::drill);
    if (first != word_of(label.purpose)) reader.fail_value();
    label.vault = reader.id<VaultId>();
    label.vault_name = reader.text(text_max);
    label.version = reader.u32();
    label.created_ms = reader.u64();
    label.group = reader.digest();
    return label;
}

Result<Label> Label::parse(View bytes) {
    auto label = wire::decode<Label>(bytes);
    if (!label) return errors::label_invalid;
    return label;
}

}  // namespace sealwright::threshold
