#include "sealwright/attest/parse.hpp"

#include "credential.hpp"
#include "keys.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/attest/event_log.hpp"
#include "sealwright/crypto/hash.hpp"

#include <optional>

namespace sealwright::attest {
namespace {

// A provider's certificate vouches for the attestation key, so an endorsement key may be absent.
Result<std::optional<EndorsementKey>> read_endorsement_key(const ParseAsk& ask) {
    const bool may_lack = ask.provenance == Provenance::provider_ak;
    if (may_lack && ask.identity.endorsement_key.empty()) return std::optional<EndorsementKey>();
    TRY(key, EndorsementKey::read(ask.identity.endorsement_key));
    return std::optional(std::move(key));
}

// Who vouches for the TPM: the root's name and digest; neither when the key was pinned.
struct Voucher {
    std::string name;
    Digest anchor{};
};

Result<Voucher> check_provenance(const ParseAsk& ask,
                                 const std::optional<EndorsementKey>& endorsement,
                                 const AttestationIdentity& attestation,
                                 const Trust& trust,
                                 Now now) {
    switch (ask.provenance) {
        case Provenance::ek_chain: {
            TRY(endorsed, trust.endorsement(ask.identity.certificates, now));
            if (endorsed.key != endorsement->key_info) return errors::endorsement_key_other;
            return Voucher{std::move(endorsed.root), endorsed.anchor};
        }
        case Provenance::ek_pinned: {
            const auto digest = crypto::sha256(endorsement->key_info);
            if (digest == ask.pinned_key) return Voucher();
            return Error(errors::endorsement_key_not_pinned,
                         {fact("expected", ask.pinned_key), fact("got", digest)});
        }
        case Provenance::provider_ak: {
            TRY(endorsed, trust.provision(ask.identity.certificates, now));
            if (endorsed.key != attestation.key_info) {
                return errors::attestation_key_not_certified;
            }
            return Voucher{std::move(endorsed.root), endorsed.anchor};
        }
    }
    return errors::certificate_chain;
}

}  // namespace

Result<Parsed> parse(const ParseAsk& ask, const Trust& trust, Random& random, Now now) {
    TRY(endorsement, read_endorsement_key(ask));
    TRY(attestation, AttestationIdentity::read(ask.identity.attestation_key));
    TRY(voucher, check_provenance(ask, endorsement, attestation, trust, now));

    Parsed parsed;
    parsed.endorsed_by = std::move(voucher.name);
    parsed.anchor = voucher.anchor;
    parsed.attestation_key = attestation.key;
    parsed.attestation_name = attestation.name;
    const auto& log = ask.identity.event_log;
    if (!log.empty()) parsed.log = report_on(log, ask.pcrs);
    // Without an endorsement key there is nobody who could activate; the provider's word stands.
    parsed.endorsement_key =
        crypto::sha256(endorsement ? endorsement->key_info : attestation.key_info);
    if (!endorsement) return parsed;
    TRY(credential, make_credential(*endorsement, attestation.name, ask.secret, random));
    parsed.credential = std::move(credential.id_object);
    parsed.encrypted_secret = std::move(credential.encrypted_secret);
    return parsed;
}

}  // namespace sealwright::attest
