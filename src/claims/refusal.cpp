#include "sealwright/claims/refusal.hpp"

namespace sealwright::claims {
namespace {

constexpr std::size_t sentence_max = 2048;

}  // namespace

Refusal::Refusal(const Error& error)
    : code(error.code()), sentence(error.sentence()), remedy(error.spec().remedy) {}

void Refusal::write(wire::Writer& writer) const {
    writer.u16(code);
    writer.text(sentence);
    writer.text(remedy);
}

Refusal Refusal::read(wire::Reader& reader) {
    Refusal refusal;
    refusal.code = reader.u16();
    refusal.sentence = reader.text(sentence_max);
    refusal.remedy = reader.text(sentence_max);
    return refusal;
}

}  // namespace sealwright::claims
