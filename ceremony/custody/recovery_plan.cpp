#include "sealwright/custody/recovery_plan.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/operate/limits.hpp"

namespace sealwright::custody {
namespace {

constexpr std::string_view domain = "VUS-V1-RECOVERY";
constexpr std::string_view drill_domain = "VUS-V1-DRILL";

// A drill's plan says so with its first word.
std::string_view domain_of(bool is_drill) {
    return is_drill ? drill_domain : domain;
}

}  // namespace

void RecoveryPlan::write(wire::Writer& writer) const {
    writer.text(domain_of(is_drill));
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
    writer.boolean(is_drill);
}

RecoveryPlan RecoveryPlan::read(wire::Reader& reader) {
    RecoveryPlan plan;
    const auto first = reader.text(domain.size());
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
    plan.is_drill = reader.boolean();
    if (first != domain_of(plan.is_drill)) reader.fail_value();
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
