// The kinds of evidence with one check each.
#include "checklist.hpp"
#include "sealwright/attest/compare.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/sign.hpp"

namespace sealwright::attest {
namespace {

using claims::Trust;

Judgement judgement(Checklist rows, const Evidence& evidence, std::uint64_t wall_ms) {
    Judgement judged;
    judged.result.status = rows.has_failed() ? Trust::contraindicated : Trust::affirming;
    judged.result.kind = evidence.kind();
    judged.result.evidence = crypto::sha256(wire::encode_public(evidence));
    judged.result.made_ms = wall_ms;
    judged.result.checks = rows.finish();
    return judged;
}

}  // namespace

Judgement judge_key_signature(const KeyIdentity& registered,
                              const Digest& binding,
                              const KeySignature& came,
                              std::uint64_t wall_ms) {
    Checklist rows({"signature"});
    const auto expected = "key " + to_hex(registered.key);
    if (crypto::verify(registered.key, binding, came.signature)) {
        rows.pass(expected, "by it");
    } else {
        rows.fail(expected, "not by it", errors::key_signature);
    }
    return judgement(std::move(rows), Evidence{came}, wall_ms);
}

Judgement judge_peer(std::uint32_t registered_uid,
                     std::optional<std::uint32_t> peer_uid,
                     std::uint64_t wall_ms) {
    Checklist rows({"uid"});
    const auto expected = std::to_string(registered_uid);
    const auto got = peer_uid ? std::to_string(*peer_uid) : "not of this host";
    if (peer_uid == registered_uid) {
        rows.pass(expected, got);
    } else {
        rows.fail(expected, got, errors::peer_uid);
    }
    return judgement(std::move(rows), Evidence{PeerWord{}}, wall_ms);
}

}  // namespace sealwright::attest
