#include "sealwright/ceremony/act.hpp"

#include "sealwright/crypto/hash.hpp"

namespace sealwright::ceremony {
namespace {

constexpr std::string_view domain = "VUS-V1-ACT";
constexpr std::size_t text_max = 64;

}  // namespace

void Act::write(wire::Writer& writer) const {
    writer.text(domain);
    writer.id(installation);
    writer.text(environment);
    writer.raw(ceremony);
    writer.u32(attempt);
    writer.raw(plan);
    writer.text(person);
    writer.enumeration(role);
    writer.u16(index);
    writer.enumeration(choice);
    writer.raw(contribution);
    writer.u64(epoch);
    writer.u64(expiry_ms);
}

Act Act::read(wire::Reader& reader) {
    Act act;
    if (reader.text(text_max) != domain) reader.fail_value();
    act.installation = reader.id<InstallationId>();
    act.environment = reader.text(text_max);
    reader.copy_into(act.ceremony);
    act.attempt = reader.u32();
    act.plan = reader.digest();
    act.person = reader.text(text_max);
    act.role = reader.enumeration(Role::auditor);
    act.index = reader.u16();
    act.choice = reader.enumeration(Choice::veto);
    act.contribution = reader.digest();
    act.epoch = reader.u64();
    act.expiry_ms = reader.u64();
    return act;
}

Digest Act::digest() const {
    return crypto::th("act", {wire::encode(*this)});
}

}  // namespace sealwright::ceremony
