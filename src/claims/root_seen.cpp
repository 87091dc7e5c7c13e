#include "sealwright/claims/root_seen.hpp"

namespace sealwright::claims {
namespace {

constexpr std::size_t inside_max = 1024;
constexpr std::size_t text_max = 200;

}  // namespace

void RootSeen::write(wire::Writer& writer) const {
    writer.text(inside);
    writer.text(accessor);
    writer.text(made_at);
    writer.boolean(unlimited);
}

RootSeen RootSeen::read(wire::Reader& reader) {
    RootSeen seen;
    seen.inside = reader.text(inside_max);
    seen.accessor = reader.text(text_max);
    seen.made_at = reader.text(text_max);
    seen.unlimited = reader.boolean();
    return seen;
}

}  // namespace sealwright::claims
