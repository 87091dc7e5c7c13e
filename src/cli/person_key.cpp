// The commands `person key new|show|passphrase`.
#include "person_key.hpp"

#include "errors.hpp"
#include "names.hpp"
#include "person_card.hpp"
#include "person_files.hpp"
#include "run.hpp"
#include "sealwright/ceremony/person.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

std::string where_it_lies(const std::string& path, const CardChoice& card) {
    const auto file = printable(path);
    if (card.module.empty()) {
        return "Written to " + file +
               ". Keep a copy elsewhere: without it, or without its passphrase, this key is "
               "lost.\n";
    }
    return "The key is on the card, and cannot leave it; " + file +
           " says which card. Without the card, or without its PIN, this key is lost.\n";
}

}  // namespace

// In a file under a passphrase, or on the card that was chosen.
Outcome<std::unique_ptr<person::Signer>> new_key(const std::string& name,
                                                 const std::string& path,
                                                 const CardChoice& card,
                                                 const Settings& settings) {
    if (!card.module.empty()) return new_card_key(name, path, card, settings);
    TRY(passphrase, read_new_passphrase(settings));
    SystemRandom random;
    TRY(file, person::KeyFile::make(name, passphrase, {}, random));
    TRY(write_new_key_file(path, file.bytes()));
    TRY(signer, file.open(passphrase));
    return std::move(signer);
}

Outcome<Answer> answer_of_key(const Settings& settings, person::Signer& signer) {
    TRY(proof, signer.sign(person::Statement::of_key(signer.name(), signer.key())));
    const auto key = ceremony::key_text(signer.key());
    const auto in_base64 = to_base64(proof);
    const auto json = Json::object({{"name", Json::text(signer.name())},
                                    {"key", Json::text(key)},
                                    {"proof", Json::text(in_base64)}});
    const auto lines = "name = \"" + signer.name() + "\"\nkeys = [{ key = \"" + key +
                       "\", proof = \"" + in_base64 + "\" }]\n";
    return answer_of(settings, json, lines);
}

Outcome<Answer> run(const PersonKeyNew& command, const Settings& settings) {
    TRY(require_name("person", command.name));
    TRY(signer, new_key(command.name, command.file, command.card, settings));
    TRY(answer, answer_of_key(settings, *signer));
    answer.talk = where_it_lies(command.file, command.card) +
                  "Nothing printed here is secret: give it to whoever writes the roster, "
                  "or proposes `sealwright person add`.\n";
    return std::move(answer);
}

Outcome<Answer> run(const PersonKeyShow& command, const Settings& settings) {
    TRY(signer, open_key(command.file, settings));
    TRY(answer, answer_of_key(settings, *signer));
    return std::move(answer);
}

Outcome<Answer> run(const PersonKeyPassphrase& command, const Settings& settings) {
    TRY(file, read_key_file(command.file));
    TRY(old_one, read_passphrase("Passphrase of " + file.name() + "'s key: ", settings));
    TRY(file.open(old_one));
    TRY(new_one, read_new_passphrase(settings));
    SystemRandom random;
    TRY(changed, file.with_passphrase(old_one, new_one, {}, random));
    TRY(replace_key_file(command.file, changed));
    Answer answer = answer_of(settings,
                              Json::object({{"name", Json::text(file.name())},
                                            {"key", Json::text(ceremony::key_text(file.key()))}}),
                              "");
    answer.talk = "The key has another passphrase. Older copies of the file keep the old one.\n";
    return answer;
}

}  // namespace sealwright::cli
