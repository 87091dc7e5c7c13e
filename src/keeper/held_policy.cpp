#include "held_policy.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::size_t set_by_max = 256;

}  // namespace

void HeldPolicy::write(wire::Writer& writer) const {
    policy.write(writer);
    writer.u64(set_ms);
    writer.text(set_by);
}

HeldPolicy HeldPolicy::read(wire::Reader& reader) {
    HeldPolicy held;
    held.policy = policy::ReleasePolicy::read(reader);
    held.set_ms = reader.u64();
    held.set_by = reader.text(set_by_max);
    return held;
}

}  // namespace sealwright::keeper
