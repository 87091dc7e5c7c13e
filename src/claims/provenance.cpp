#include "sealwright/claims/provenance.hpp"

namespace sealwright::claims {
namespace {

constexpr std::size_t text_max = 64;

}  // namespace

void Provenance::write(wire::Writer& writer) const {
    writer.text(environment);
    writer.text(owner);
    writer.id(instance);
    writer.text(token_group);
}

Provenance Provenance::read(wire::Reader& reader) {
    Provenance provenance;
    provenance.environment = reader.text(text_max);
    provenance.owner = reader.text(text_max);
    provenance.instance = reader.id<InstanceId>();
    provenance.token_group = reader.text(text_max);
    return provenance;
}

}  // namespace sealwright::claims
