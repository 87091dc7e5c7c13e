// The commands `vault allow-restore|rotate-key|retire-version|hold|lift`.
#include "names.hpp"
#include "run.hpp"
#include "service.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

// An act that takes away is in force at once, and says what it cannot promise yet.
constexpr const char* takes_away =
    "In force from the next ask; not yet proof against a rollback of the database.\n";

template <class Ask>
Outcome<Answer> act(const Settings& settings, const Ask& ask, const std::string& talk) {
    TRY(require_name("vault", ask.name));
    TRY(service, Service::connect(settings));
    TRY(answer, service.ask<operate::Vaults>(ask));
    auto shown = answer_of_vaults(settings, answer);
    shown.talk = talk + shown.talk;
    return shown;
}

}  // namespace

Outcome<Answer> run(const VaultAllowRestore& command, const Settings& settings) {
    TRY(seconds, parse_duration(command.duration));
    return act(settings,
               operate::VaultAllowRestoreAsk{command.name, seconds},
               "One snapshot of vault " + command.name +
                   " may be restored now: `bao operator raft snapshot restore FILE`\n");
}

Outcome<Answer> run(const VaultRotateKey& command, const Settings& settings) {
    return act(settings, operate::VaultRotateKeyAsk{command.name}, "");
}

Outcome<Answer> run(const VaultRetireVersion& command, const Settings& settings) {
    const operate::VaultRetireVersionAsk ask{command.name, command.version, command.drop_snapshots};
    return act(settings,
               ask,
               "Version " + std::to_string(command.version) +
                   " is destroyed. Backups of the service's database still hold it.\n");
}

Outcome<Answer> run(const VaultHold& command, const Settings& settings) {
    return act(settings,
               operate::VaultHoldAsk{command.name, command.reason},
               std::string(takes_away) +
                   "A vault that runs unsealed stays so: seal it with `bao operator seal`.\n");
}

// Names the hold that stands now, so that a later one is never lifted by a signature for this one.
Outcome<Answer> run(const VaultLift& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(service, Service::connect(settings));
    TRY(vault, find_vault(service, command.name));
    const operate::VaultLiftAsk ask{command.name, command.reason, vault.held_entry};
    TRY(answer, service.ask<operate::Vaults>(ask));
    auto shown = answer_of_vaults(settings, answer);
    shown.talk = "Lifted. A vault that waits asks again within 5 s.\n" + shown.talk;
    return shown;
}

}  // namespace sealwright::cli
