// The command line of `context`, `person`, `rules`, `freeze`, `lift`, `request`, `found` and
// `founding`. Process: cli.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class PeopleArguments {
public:
    explicit PeopleArguments(CommandLine& line);

private:
    void add_context();
    void add_person();
    void add_person_key(CLI::App* person);
    static void add_card(CLI::App* verb, CardChoice& card);
    void add_rules();
    void add_request();
    void add_decision(CLI::App* request, const std::string& word, const std::string& what, Say say);
    void add_founding();

    CommandLine& line_;
    ContextAdd context_add_;
    ContextList context_list_;
    ContextShow context_show_;
    ContextUse context_use_;
    ContextRemove context_remove_;
    PersonKeyNew key_new_;
    PersonKeyShow key_show_;
    PersonKeyPassphrase key_passphrase_;
    PersonKeyRotate key_rotate_;
    PersonKeyAdd key_add_;
    PersonKeyRevoke key_revoke_;
    PersonList person_list_;
    PersonAdd person_add_;
    PersonRemove person_remove_;
    PersonRoles person_roles_;
    RulesSet rules_;
    FreezeAll freeze_;
    LiftFreeze lift_;
    RequestList request_list_;
    RequestShow request_show_;
    RequestDecide decide_;
    Found found_;
    FoundingShow founding_show_;
    FoundingSign founding_sign_;
};

}  // namespace sealwright::cli
