#include "sealwright/ceremony/plan.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/copies.hpp"

#include <algorithm>

namespace sealwright::ceremony {

void Plan::write(wire::Writer& writer) const {
    writer.u16(type);
    writer.bytes(body);
}

Plan Plan::read(wire::Reader& reader) {
    Plan plan;
    plan.type = reader.u16();
    plan.body = wire::copy_of(reader.bytes(plan_size_max));
    return plan;
}

Digest Plan::digest() const {
    wire::Writer writer;
    writer.u16(type);
    writer.raw(body);
    return crypto::th("plan", {writer.view()});
}

RequestId request_id(const Plan& plan, std::string_view person, const IdBytes& nonce) {
    const auto digest = crypto::th("request", {plan.digest(), view_of(person), nonce});
    IdBytes id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return RequestId(id);
}

Digest reason_digest(std::string_view reason) {
    return reason.empty() ? Digest{} : crypto::th("reason", {view_of(reason)});
}

void SignedAct::write(wire::Writer& writer) const {
    act.write(writer);
    writer.raw(key);
    writer.raw(signature);
}

SignedAct SignedAct::read(wire::Reader& reader) {
    SignedAct read;
    read.act = Act::read(reader);
    reader.copy_into(read.key);
    reader.copy_into(read.signature);
    return read;
}

Result<void> SignedAct::verify() const {
    if (crypto::verify(key, act.digest(), signature)) return done;
    return errors::act_signature;
}

}  // namespace sealwright::ceremony
