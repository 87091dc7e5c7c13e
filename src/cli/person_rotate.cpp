// The command `person key rotate`: run again until the new key is in force and the old one is out.
//
// The new key takes other people, so one run cannot do it all. Each run looks how far it is by
// asking the service as the new key: who is not known yet is proposed (once), who is known revokes
// the old one, and takes its place in the context. So the new key has worked before the old one
// goes, and a run that was cut off anywhere is finished by the next.
#include "contexts.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "person_files.hpp"
#include "person_key.hpp"
#include "run.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/person/errors.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

struct NewKey {
    std::unique_ptr<person::Signer> signer;
    bool is_made = false;  // By this run: nobody can know it yet.
};

// The one that a run before this one has made, or a new one.
Outcome<NewKey> key_for(const PersonKeyRotate& command,
                        const person::Signer& old,
                        const Settings& settings) {
    if (!file_exists(command.file)) {
        TRY(made, new_key(old.name(), command.file, command.card, settings));
        return NewKey{std::move(made), true};
    }
    TRY(present, open_key(command.file, settings));
    if (present->name() != old.name()) {
        return Error(errors::key_of_other, {fact("key of", present->name())});
    }
    if (present->key() == old.key()) {
        return Error(errors::cli_key_in_use, {fact("file", command.file)});
    }
    return NewKey{std::move(present), false};
}

// Whether the service knows the key that signs now, as this person's. A stranger hears E3203.
Outcome<bool> is_in_force(PersonSide& person) {
    const auto roster = person.roster();
    if (!roster && roster.error().code == errors::person_unknown.code) return false;
    if (!roster) return roster.error();
    const auto* owner = roster->owner_of(person.signer().key());
    return owner != nullptr && owner->name == person.signer().name();
}

Outcome<operate::PersonKeyAddAsk> proposal_of(person::Signer& signer) {
    TRY(proof, signer.sign(person::Statement::of_key(signer.name(), signer.key())));
    return operate::PersonKeyAddAsk{signer.name(), {signer.key(), proof}};
}

// Signed by the new one, which so has been tried before nothing else is left.
Outcome<bool> revoke(Service& service, const crypto::PublicKey& old_key) {
    auto& person = *service.person();
    TRY(roster, person.roster());
    if (roster.owner_of(old_key) == nullptr) return false;
    const operate::PersonKeyRevokeAsk ask{person.signer().name(), old_key, "rotated"};
    TRY(service.ask<operate::RosterShown>(ask));
    return true;
}

Outcome<bool> put_into(const config::Context& context, const std::string& file) {
    TRY(contexts, load_contexts());
    auto* present = contexts.find(context.name);
    if (present == nullptr) {
        return Error(errors::cli_context_unknown, {fact("context", context.name)});
    }
    present->key = absolute_path(file);
    TRY(store_contexts(contexts));
    return true;
}

}  // namespace

Outcome<Answer> run(const PersonKeyRotate& command, const Settings& settings) {
    TRY(context, context_in_use(settings));
    if (!context) return errors::cli_person_here;
    TRY(service, Service::connect(*context, settings));
    auto& person = *service.person();
    const auto old_key = person.signer().key();
    TRY(next, key_for(command, person.signer(), settings));
    TRY(proposal, proposal_of(*next.signer));
    auto old = person.use(std::move(next.signer));
    bool is_there = false;
    if (!next.is_made) {
        TRY(known, is_in_force(person));
        is_there = known;
    }
    if (!is_there) {
        auto made = person.use(std::move(old));
        talk_now("The new key is in " + printable(command.file) + ". It takes other people. When " +
                 "they have approved it,\nrun this command again: it revokes the old key, and " +
                 "puts the new one into the context.\n");
        TRY(service.ask<operate::RosterShown>(proposal));
        old = person.use(std::move(made));
    }
    TRY(revoke(service, old_key));
    TRY(put_into(*context, command.file));
    TRY(answer, answer_of_key(settings, person.signer()));
    answer.talk = "The new key is in force, the old one is revoked, and the context " +
                  context->name + " uses the new one.\n";
    return std::move(answer);
}

}  // namespace sealwright::cli
