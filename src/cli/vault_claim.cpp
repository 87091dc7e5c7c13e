// The commands `vault init|adopt`.
#include "names.hpp"
#include "roots.hpp"
#include "run.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

operate::RecoveryRelease release_of(const VaultClaim& command) {
    using operate::RecoveryRelease;
    if (command.recovery_release.empty()) return RecoveryRelease::unsaid;
    return command.recovery_release == "auto" ? RecoveryRelease::automatic
                                              : RecoveryRelease::quorum;
}

// Where custodians have to open what it keeps already.
std::string next_of_custodians(const operate::RootShown& shown) {
    return "Custodians are asked to open the vault's recovery key: sealwright root show " +
           shown.vault + "\n";
}

std::string next_of_init(const operate::RootShown& shown) {
    return "Next, before " + time_for_people(shown.task.expires_ms) +
           ", on the vault's host:\n"
           "  1. put what `sealwright vault login-config " +
           shown.vault +
           "` prints into the vault's configuration, beside its seal stanza\n"
           "  2. start the vault: it initialises itself, and no root token leaves it\n"
           "Then: sealwright root show " +
           shown.vault + "\n";
}

std::string next_of_adopt(const operate::RootShown& shown) {
    return "Every root token of vault " + shown.vault +
           " ends, and so do the recovery shares that people hold.\n"
           "Its agent has to be able to log in to it. If nobody has run, with a root token, what\n"
           "`sealwright vault login-config " +
           shown.vault +
           " --commands` prints: run it now; if the task has failed meanwhile, adopt again.\n"
           "Then: sealwright root show " +
           shown.vault + "\n";
}

}  // namespace

Outcome<Answer> run(const VaultClaim& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(seconds, parse_duration(command.within));
    TRY(service, Service::connect(settings));
    const operate::VaultClaimAsk ask{command.name, seconds, command.is_new, release_of(command)};
    TRY(shown, service.ask<operate::RootShown>(ask));
    auto answer = answer_of_root(settings, shown);
    answer.talk = command.is_new ? next_of_init(shown) : next_of_adopt(shown);
    if (shown.proposed.state == operate::RootTaskState::asked) {
        answer.talk = next_of_custodians(shown);
    }
    return answer;
}

}  // namespace sealwright::cli
