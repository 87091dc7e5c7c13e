#include "people_arguments.hpp"

namespace sealwright::cli {
namespace {

void add_reason(CLI::App* verb, std::string& into) {
    verb->add_option("--reason", into, "Why; for the journal")->type_name("TEXT")->required();
}

// As `person key show` prints them on that person's machine.
template <class Chosen>
void add_key(CLI::App* verb, Chosen& into) {
    verb->add_option("--key", into.key, "The key's line")->type_name("ed25519:…")->required();
    verb->add_option("--proof", into.proof, "The proof that stands beside it")
        ->type_name("BASE64")
        ->required();
}

}  // namespace

PeopleArguments::PeopleArguments(CommandLine& line) : line_(line) {
    add_context();
    add_person();
    add_rules();
    add_request();
    add_founding();
}

void PeopleArguments::add_context() {
    auto* context = line_.noun("context", "Whose service you work with, from where, by which key");
    auto* add = line_.verb(context, "add", "Make a context", context_add_);
    add->add_option("NAME", context_add_.name)->required();
    add->add_option("--address", context_add_.address, "The service; left out: the local socket")
        ->type_name("HOST:PORT");
    add->add_option("--authority", context_add_.authority, "The service's tls/ca.pem")
        ->type_name("FILE");
    add->add_option("--key", context_add_.key, "Your key's file")->type_name("FILE");
    add->add_option(
           "--verifier", context_add_.verifier, "The verifier key, if it is founded already")
        ->type_name("KEY");
    add->add_option("--environment", context_add_.environment, "Its environment; with --verifier")
        ->type_name("NAME");
    line_.verb(context, "list", "All contexts", context_list_);
    line_.verb(context, "show", "One context", context_show_)
        ->add_option("NAME", context_show_.name, "Default: the one that would be used");
    line_.verb(context, "use", "Use it from now on; `local` is this host's socket", context_use_)
        ->add_option("NAME", context_use_.name)
        ->required();
    line_.verb(context, "remove", "Forget a context", context_remove_)
        ->add_option("NAME", context_remove_.name)
        ->required();
}

void PeopleArguments::add_person() {
    auto* person = line_.noun("person", "The people who decide, and their keys");
    line_.verb(person, "list", "Who they are, and what it takes", person_list_);
    auto* add = line_.verb(person, "add", "Propose a person", person_add_);
    add->add_option("NAME", person_add_.name)->required();
    add->add_option(
           "--roles", person_add_.roles, "operator, custodian, responder, witness, auditor")
        ->delimiter(',')
        ->required();
    add_key(add, person_add_);
    auto* remove = line_.verb(person, "remove", "Take a person out", person_remove_);
    remove->add_option("NAME", person_remove_.name)->required();
    add_reason(remove, person_remove_.reason);
    auto* roles = line_.verb(person, "roles", "Propose other roles for a person", person_roles_);
    roles->add_option("NAME", person_roles_.name)->required();
    roles->add_option("ROLES", person_roles_.roles, "All of them, by commas")
        ->delimiter(',')
        ->required();
    add_person_key(person);
}

void PeopleArguments::add_card(CLI::App* verb, CardChoice& card) {
    auto* module =
        verb->add_option("--card", card.module, "On a card, through this PKCS#11 module");
    module->type_name("MODULE");
    auto* serial = verb->add_option("--serial", card.serial, "The card's serial");
    serial->needs(module);
    module->needs(serial);
    verb->add_option("--variable", card.variables, "For the module; may be given again")
        ->type_name("NAME=VALUE")
        ->needs(module);
    verb->add_flag("--present", card.is_present, "The key that is on the card, not a new one")
        ->needs(module);
}

void PeopleArguments::add_person_key(CLI::App* person) {
    auto* key = person->add_subcommand("key", "The keys of a person");
    key->require_subcommand(1);
    auto* fresh = line_.verb(key, "new", "Make your key, in a file or on a card", key_new_);
    fresh->add_option("NAME", key_new_.name, "Your name in the roster")->required();
    fresh->add_option("--file", key_new_.file, "A file that is not there yet")->required();
    add_card(fresh, key_new_.card);
    line_.verb(key, "show", "Print your key's line, for a roster", key_show_)
        ->add_option("FILE", key_show_.file)
        ->required();
    line_.verb(key, "passphrase", "Put the key under another passphrase", key_passphrase_)
        ->add_option("FILE", key_passphrase_.file)
        ->required();
    auto* rotate = line_.verb(
        key, "rotate", "Make a new key of yours and propose it for the old", key_rotate_);
    rotate->add_option("--file", key_rotate_.file, "The new key's file")->required();
    add_card(rotate, key_rotate_.card);
    auto* add = line_.verb(key, "add", "Propose another key of a person", key_add_);
    add->add_option("NAME", key_add_.name)->required();
    add_key(add, key_add_);
    auto* revoke = line_.verb(key, "revoke", "Revoke a key, as one that is lost", key_revoke_);
    revoke->add_option("NAME", key_revoke_.name)->required();
    revoke->add_option("--key", key_revoke_.key, "See `person list`")
        ->type_name("ed25519:…")
        ->required();
    add_reason(revoke, key_revoke_.reason);
}

void PeopleArguments::add_rules() {
    auto* rules = line_.noun("rules", "How many people it takes");
    auto* set = line_.verb(rules, "set", "Propose other rules", rules_);
    set->add_option("--needed", rules_.needed, "Operators to loosen anything")->required();
    set->add_option("--overrule", rules_.overrule, "Operators to overrule a veto")->required();
    set->add_option("--veto", rules_.veto, "How long an approved request can be vetoed")
        ->type_name("DURATION")
        ->capture_default_str();
    auto* freeze = line_.verb(
        &line_.app(), "freeze", "Stop every change that loosens; never an unseal", freeze_);
    add_reason(freeze, freeze_.reason);
    auto* lift = line_.verb(&line_.app(), "lift", "Propose to end a freeze", lift_);
    lift->add_option("FREEZE", lift_.entry, "Its entry; left out: the one that stands");
    add_reason(lift, lift_.reason);
}

void PeopleArguments::add_request() {
    auto* request = line_.noun("request", "Changes that wait for people");
    line_.verb(request, "ls", "Those that wait", request_list_)
        ->add_flag("--all", request_list_.all, "Those that have ended too");
    line_.verb(request, "show", "What is signed, by whom, what is missing", request_show_)
        ->add_option("REQUEST", request_show_.id)
        ->required();
    add_decision(request, "approve", "Sign it", Say::approve);
    add_decision(request, "deny", "Say: not with my name", Say::deny);
    add_decision(request, "veto", "End it for all", Say::veto);
}

void PeopleArguments::add_decision(CLI::App* request,
                                   const std::string& word,
                                   const std::string& what,
                                   Say say) {
    auto* verb = request->add_subcommand(word, what);
    verb->add_option("REQUEST", decide_.id)->required();
    auto* reason = verb->add_option("--reason", decide_.reason, "Why; for the journal");
    reason->type_name("TEXT");
    if (say == Say::veto) reason->required();
    if (say == Say::approve) {
        verb->add_flag("--yes", decide_.yes, "Without typing a word: for programs");
    }
    verb->callback([this, say] {
        decide_.say = say;
        line_.choose(decide_);
    });
}

void PeopleArguments::add_founding() {
    auto* found = line_.verb(
        &line_.app(), "found", "Give a solo installation to the people of a roster", found_);
    found->add_option("--founders", found_.founders, "The roster")->type_name("FILE")->required();

    auto* founding = line_.noun("founding", "The founding that is under way");
    line_.verb(founding, "show", "Its plan whole, its words, who has signed", founding_show_);
    auto* sign = line_.verb(
        founding, "sign", "Compare the words, sign, and pin the service", founding_sign_);
    auto* name = sign->add_option("--name", founding_sign_.name, "Make this context for it");
    sign->add_option("--address", founding_sign_.address, "The service; left out: local socket")
        ->type_name("HOST:PORT")
        ->needs(name);
    sign->add_option("--authority", founding_sign_.authority, "The service's tls/ca.pem")
        ->type_name("FILE")
        ->needs(name);
    sign->add_option("--key", founding_sign_.key, "Your key's file")
        ->type_name("FILE")
        ->needs(name);
    sign->add_option(
            "--words", founding_sign_.words, "The eight words, as another founder read them")
        ->type_name("\"WORD …\"");
}

}  // namespace sealwright::cli
