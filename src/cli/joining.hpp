// Joining: one custodian at the making of a key: looks, says what is due, and looks again.
//
// Nothing is said before the transcript was played and is of what is shown; nothing is dealt before
// the words were compared. What the file has to remember is saved before it is said. Process: cli.
// Spec: docs/protocol/ceremony.md section 5.
#pragma once

#include "answer.hpp"
#include "custodian_store.hpp"
#include "custody_commands.hpp"
#include "sealwright/custody/seen.hpp"
#include "service.hpp"

namespace sealwright::cli {

class Joining {
public:
    Joining(const CustodianJoin& command,
            Service& service,
            CustodianStore& store,
            const CeremonyId& id)
        : command_(command),
          service_(service),
          person_(*service.person()),
          store_(store),
          id_(id) {}

    Outcome<Answer> run(const Settings& settings);

private:
    Outcome<custody::SeenCeremony> look();
    Outcome<threshold::Epoch> epoch();
    // Whether it said something.
    Outcome<bool> go_on(const custody::SeenCeremony& seen);
    Outcome<bool> contribute(const custody::SeenCeremony& seen);
    Outcome<bool> confirm_key(const custody::SeenCeremony& seen);
    Outcome<bool> complain(const custody::SeenCeremony& seen, const Error& wrong);
    Outcome<Answer> ended(const custody::SeenCeremony& seen, const Settings& settings);

    Result<void> join(const custody::SeenCeremony& seen);
    Result<void> keep_session(const custody::SeenCeremony& seen, custody::HeldPart& part);
    Result<void> compare(const custody::SeenCeremony& seen, custody::HeldPart& part);
    Outcome<bool> say(const custody::SeenCeremony& seen, std::uint8_t round, Bytes contribution);
    Result<void> note(std::string what, std::string words = {}, Bytes receipt = {});
    // Its transcript, which holds and is of what is shown; else nothing is said or erased.
    Outcome<custody::Played> prove(const custody::SeenCeremony& seen);
    // That the service took this very saying; nothing where it does not show that.
    Bytes receipt(const custody::SeenCeremony& seen, std::uint8_t round, const Digest& digest);
    Result<void> missed(threshold::Epoch epoch);
    [[nodiscard]] bool has_to_speak(const custody::SeenCeremony& seen) const;

    const CustodianJoin& command_;
    Service& service_;
    PersonSide& person_;
    CustodianStore& store_;
    CeremonyId id_;
    std::string name_;
    std::optional<threshold::Index> self_;
    std::optional<ceremony::Roster> roster_;
    Bytes transcript_;  // That was proved last.
    bool has_missed_ = false;
};

}  // namespace sealwright::cli
