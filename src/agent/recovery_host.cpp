#include "recovery_host.hpp"

#include "sealwright/attest/evidence/identity.hpp"
#include "sealwright/attest/evidence/tpm.hpp"
#include "sealwright/attest/host_card.hpp"

namespace sealwright::agent {
namespace {

Result<attest::Tpm> open_tpm(const Arguments& arguments) {
    attest::TpmSettings settings;
    settings.address = *arguments.tpm;
    return attest::Tpm::open(settings);
}

Result<Bytes> card_of(const Arguments& arguments) {
    TRY(tpm, open_tpm(arguments));
    attest::HostCard card;
    card.name = arguments.name;
    TRY(identity, tpm.identity());
    TRY(known, attest::know(identity));
    card.endorsement = known.endorsement_key;
    card.identity = std::move(identity);
    card.identity.event_log.clear();
    TRY(quote, tpm.quote(card.binding(), arguments.pcrs));
    card.quote = std::move(quote);
    return wire::encode_public(card);
}

Result<Bytes> quote_of(const Arguments& arguments) {
    TRY(tpm, open_tpm(arguments));
    // The key is made anew each time, from the TPM's own seed.
    TRY(quote, tpm.quote(arguments.binding, arguments.pcrs));
    return wire::encode_public(quote);
}

}  // namespace

Result<Bytes> made_for_recovery(const Arguments& arguments) {
    return arguments.verb == Arguments::Verb::host_card ? card_of(arguments) : quote_of(arguments);
}

}  // namespace sealwright::agent
