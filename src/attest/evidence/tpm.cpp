#include "sealwright/attest/evidence/tpm.hpp"

#include "activation.hpp"
#include "event_log.hpp"
#include "quote.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/core/log.hpp"
#include "storage.hpp"

#include <tss2/tss2_mu.h>

#include <optional>

namespace sealwright::attest {
namespace {

Result<Bytes> marshal(const TPMT_PUBLIC& area) {
    Bytes bytes(sizeof area);
    std::size_t end = 0;
    const auto wrote = Tss2_MU_TPMT_PUBLIC_Marshal(&area, bytes.data(), bytes.size(), &end);
    if (wrote != TSS2_RC_SUCCESS || end > public_area_max) return errors::tpm_answer;
    bytes.resize(end);
    return bytes;
}

// The kernel's default place is only looked at: a machine without a log enrols without one.
Result<Bytes> event_log_of(const TpmSettings& settings) {
    if (settings.event_log.empty()) return Bytes();
    auto read = read_event_log(settings.event_log);
    if (read || settings.needs_event_log) return read;
    log(LogLevel::info, "no event log is sent", read.error());
    return Bytes();
}

}  // namespace

// The two keys are loaded when they are first needed, and stay until the use ends.
class Tpm::Room {
public:
    Room(TpmSettings wanted, std::unique_ptr<Esys> opened)
        : settings(std::move(wanted)), esys(std::move(opened)) {}

    Result<LoadedKey*> attesting() {
        if (!attesting_) {
            TRY(key,
                settings.provider_key ? load_provider_key(*esys) : make_attestation_key(*esys));
            attesting_ = std::move(key);
        }
        return &*attesting_;
    }

    Result<LoadedKey*> endorsing() {
        if (!endorsing_) {
            TRY(place, endorsement_place());
            TRY(key, load_endorsement_key(*esys, place));
            endorsing_ = std::move(key);
        }
        return &*endorsing_;
    }

    Result<Storage*> storage() {
        if (!storage_) {
            TRY(looked, Storage::look_into(*esys));
            storage_ = std::move(looked);
        }
        return &*storage_;
    }

    Result<EndorsementPlace> endorsement_place() {
        if (settings.endorsement == EndorsementKind::certified) {
            TRY(stored, storage());
            for (const auto& place : endorsement_places()) {
                if (stored->has(place.certificate)) return place;
            }
            return place_that_works(*esys);
        }
        for (const auto& place : endorsement_places()) {
            if (place.kind == settings.endorsement) return place;
        }
        return errors::tpm_lacks;
    }

    Result<std::vector<Bytes>> certificates() {
        TRY(stored, storage());
        if (settings.provider_key) {
            if (!stored->has(provider_certificate)) return errors::provider_key_absent;
            TRY(certificate, stored->certificate(provider_certificate));
            return std::vector<Bytes>{certificate};
        }
        TRY(place, endorsement_place());
        if (!stored->has(place.certificate)) return std::vector<Bytes>();
        TRY(certificate, stored->certificate(place.certificate));
        TRY(issuers, stored->issuers(certificates_max - 1));
        std::vector<Bytes> all{certificate};
        for (auto& issuer : issuers) all.push_back(std::move(issuer));
        return all;
    }

    TpmSettings settings;
    std::unique_ptr<Esys> esys;

private:
    std::optional<Storage> storage_;
    std::optional<LoadedKey> attesting_;
    std::optional<LoadedKey> endorsing_;
};

Tpm::Tpm(std::unique_ptr<Room> room) : room_(std::move(room)) {}
Tpm::~Tpm() = default;
Tpm::Tpm(Tpm&& other) noexcept = default;
Tpm& Tpm::operator=(Tpm&& other) noexcept = default;

Result<Tpm> Tpm::open(const TpmSettings& settings) {
    TRY(address, TpmAddress::parse(settings.address));
    TRY(esys, Esys::open(address, {settings.command_ms, settings.all_ms}));
    if (!address.is_shared()) TRY(flush_leftovers(*esys));
    return Tpm(std::make_unique<Room>(settings, std::move(esys)));
}

Result<TpmIdentity> Tpm::identity() {
    TpmIdentity identity;
    TRY(certificates, room_->certificates());
    identity.certificates = std::move(certificates);
    TRY(endorsing, room_->endorsing());
    TRY(endorsement, marshal(endorsing->area.publicArea));
    identity.endorsement_key = std::move(endorsement);
    TRY(attesting, room_->attesting());
    TRY(attestation, marshal(attesting->area.publicArea));
    identity.attestation_key = std::move(attestation);
    TRY(log, event_log_of(room_->settings));
    identity.event_log = std::move(log);
    return identity;
}

Result<WipedBytes> Tpm::activate(View credential, View encrypted_secret) {
    TRY(attesting, room_->attesting());
    TRY(endorsing, room_->endorsing());
    return activate_credential(*room_->esys, *attesting, *endorsing, credential, encrypted_secret);
}

Result<TpmQuote> Tpm::quote(const Digest& binding, const claims::PcrSet& pcrs) {
    TRY(attesting, room_->attesting());
    return take_quote(*room_->esys, *attesting, binding, pcrs);
}

}  // namespace sealwright::attest
