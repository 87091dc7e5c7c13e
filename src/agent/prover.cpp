#include "prover.hpp"

#include "errors.hpp"
#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/evidence/pinned_key.hpp"
#include "sealwright/attest/evidence/tpm.hpp"

#include <utility>

namespace sealwright::agent {
namespace {

using attest::Evidence;
using attest::PinnedKey;
using attest::Tpm;

constexpr auto kernel_event_log = "/sys/kernel/security/tpm0/binary_bios_measurements";

// Opened for each use and closed again, since a TPM may serve one program at a time.
class TpmProver final : public Prover {
public:
    explicit TpmProver(const config::AgentConfig& config) {
        settings_.address = config.tpm;
        settings_.provider_key = config.provider_key;
        read_log_setting(config.event_log);
    }

    Result<Identity> identity() override {
        TRY(tpm, Tpm::open(settings_));
        TRY(identity, tpm.identity());
        return Identity(std::move(identity));
    }
    Result<WipedBytes> activate(View credential, View encrypted_secret) override {
        TRY(tpm, Tpm::open(settings_));
        return tpm.activate(credential, encrypted_secret);
    }
    Result<Evidence> prove(const Digest& binding, const claims::PcrSet& pcrs) override {
        TRY(tpm, Tpm::open(settings_));
        TRY(quote, tpm.quote(binding, pcrs));
        return Evidence{std::move(quote)};
    }

private:
    // A TPM in software has none of the machine's own firmware.
    void read_log_setting(const std::string& setting) {
        if (setting == config::event_log_none) return;
        settings_.needs_event_log = !setting.empty();
        const bool is_machines = settings_.address.starts_with("device:");
        settings_.event_log = setting.empty() && is_machines ? kernel_event_log : setting;
    }

    attest::TpmSettings settings_;
};

class PinnedKeyProver final : public Prover {
public:
    PinnedKeyProver(std::string path, Random& random) : path_(std::move(path)), random_(random) {}

    // Made at the first enrolment; a key that is there is never replaced.
    Result<Identity> identity() override {
        auto key = PinnedKey::load(path_);
        if (!key && key.error().is(errors::pinned_key_absent))
            key = PinnedKey::make(path_, random_);
        if (!key) return key.error();
        return Identity(key->identity());
    }
    Result<WipedBytes> activate(View, View) override { return errors::agent_evidence_other; }
    Result<Evidence> prove(const Digest& binding, const claims::PcrSet&) override {
        TRY(key, PinnedKey::load(path_));
        return Evidence{key.sign(binding)};
    }

private:
    std::string path_;
    Random& random_;
};

// The keeper reads from the kernel who we are; there is nothing to sign with.
class UnixPeerProver final : public Prover {
public:
    Result<Identity> identity() override { return Identity(attest::PeerWord()); }
    Result<WipedBytes> activate(View, View) override { return errors::agent_evidence_other; }
    Result<Evidence> prove(const Digest&, const claims::PcrSet&) override {
        return Evidence{attest::PeerWord()};
    }
};

}  // namespace

Result<std::unique_ptr<Prover>> Prover::open(const config::AgentConfig& config, Random& random) {
    switch (config.evidence) {
        case claims::EvidenceKind::tpm2:
            return std::unique_ptr<Prover>(std::make_unique<TpmProver>(config));
        case claims::EvidenceKind::pinned_key:
            return std::unique_ptr<Prover>(
                std::make_unique<PinnedKeyProver>(config.key_file(), random));
        case claims::EvidenceKind::unix_peer:
            return std::unique_ptr<Prover>(std::make_unique<UnixPeerProver>());
        case claims::EvidenceKind::channel_certificate:
            break;
    }
    return errors::agent_evidence_other;
}

}  // namespace sealwright::agent
