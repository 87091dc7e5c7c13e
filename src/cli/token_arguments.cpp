#include "token_arguments.hpp"

namespace sealwright::cli {

TokenArguments::TokenArguments(CommandLine& line) : line_(line) {
    auto* token = line_.noun("token", "The PKCS#11 tokens that hold the shares' keys");
    line_.verb(token, "status", "Every token's state", token_status_);
    line_.verb(token, "enrol", "Make a token's key, before init", enrol_)
        ->add_option("NAME", enrol_.name)
        ->required();
    line_.verb(token, "start", "Start a token's process", start_)
        ->add_option("NAME", start_.name)
        ->required();
    line_.verb(token, "stop", "Stop a token's process until `token start`", stop_)
        ->add_option("NAME", stop_.name)
        ->required();
    line_.verb(token, "replace", "Put fresh tokens in the places of lost ones", replace_)
        ->add_option("NAME", replace_.names)
        ->required();
    add_login(token);
}

void TokenArguments::add_login(CLI::App* token) {
    auto* login = token->add_subcommand("login", "Give a token its PIN, sealed to its process");
    login->add_option("NAME", login_.name)->required();
    auto* source =
        login->add_option("SOURCE", login_source_, "`-`: read the PIN from stdin")->type_name("-");
    source->check(CLI::IsMember({"-"}).description(""));
    login->add_option("--from-fd", login_descriptor_, "Read the PIN from this descriptor")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber)
        ->excludes(source);
    login->callback([this] {
        if (!login_source_.empty()) login_.descriptor = 0;
        if (login_descriptor_ >= 0) login_.descriptor = login_descriptor_;
        line_.choose(login_);
    });
}

}  // namespace sealwright::cli
