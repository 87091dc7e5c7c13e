#include "sealwright/custody/recovery_plan.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/operate/limits.hpp"

#include <array>

namespace sealwright::custody {
namespace {

constexpr std::size_t domain_max = 16;

std::string_view domain_of(Aim aim) {
    constexpr std::array<std::string_view, 3> domains{
        "VUS-V1-RECOVERY", "VUS-V1-DRILL", "VUS-V1-ROOT"};
    return domains.at(static_cast<std::size_t>(aim));
}

}  // namespace

void RootUse::write(wire::Writer& writer) const {
    writer.enumeration(ends);
    writer.u32(ttl_s);
    writer.raw(recipient);
}

RootUse RootUse::read(wire::Reader& reader) {
    RootUse use;
    use.ends = reader.enumeration(Ends::leave);
    use.ttl_s = reader.u32();
    reader.copy_into(use.recipient);
    return use;
}

void RecoveryPlan::write(wire::Writer& writer) const {
    writer.text(domain_of(aim));
    writer.id(installation);
    writer.text(environment);
    writer.raw(occasion.ceremony);
    writer.raw(occasion.recipient);
    writer.raw(group);
    writer.raw(wraps);
    writer.text(reason);
    writer.text(asked_by);
    writer.u64(begun_ms);
    writer.u64(until_ms);
    writer.raw(pepper);
    writer.raw(identity);
    writer.u64(entry);
    writer.raw(head);
    writer.enumeration(aim);
    if (is_root()) use.write(writer);
}

RecoveryPlan RecoveryPlan::read(wire::Reader& reader) {
    RecoveryPlan plan;
    const auto first = reader.text(domain_max);
    plan.installation = reader.id<InstallationId>();
    plan.environment = reader.text(operate::name_max);
    reader.copy_into(plan.occasion.ceremony);
    reader.copy_into(plan.occasion.recipient);
    plan.group = reader.digest();
    plan.wraps = reader.digest();
    plan.reason = reader.text(operate::text_max);
    plan.asked_by = reader.text(operate::text_max);
    plan.begun_ms = reader.u64();
    plan.until_ms = reader.u64();
    plan.pepper = reader.digest();
    reader.copy_into(plan.identity);
    plan.entry = reader.u64();
    plan.head = reader.digest();
    plan.aim = reader.enumeration(Aim::root);
    if (plan.is_root()) plan.use = RootUse::read(reader);
    if (first != domain_of(plan.aim)) reader.fail_value();
    return plan;
}

Digest RecoveryPlan::digest() const {
    return crypto::th("recovery/plan", {wire::encode_public(*this)});
}

Digest wraps_digest(const std::vector<operate::Wrap>& wraps) {
    wire::Writer all;
    wire::write_list(all, wraps);
    return crypto::th("recovery/wraps", {all.view()});
}

}  // namespace sealwright::custody
