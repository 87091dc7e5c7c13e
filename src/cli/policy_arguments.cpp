#include "policy_arguments.hpp"

namespace sealwright::cli {

PolicyArguments::PolicyArguments(CommandLine& line) {
    auto* policy = line.noun("policy", "Which releases are allowed, by rules over typed claims");
    line.verb(policy, "show", "The policy that holds, as a file", show_);
    auto* set = line.verb(policy, "set", "Let this policy hold from now on", set_);
    set->add_option("FILE", set_.file)->required();
    set->add_flag("--looser", set_.looser, "Also when it allows more than the present one");
    add_offline(line, policy);
}

void PolicyArguments::add_offline(CommandLine& line, CLI::App* policy) {
    auto* test = line.verb(policy, "test", "Try a policy on cases; needs no service", test_);
    test->add_option("FILE", test_.file)->required();
    test->add_option("CASES", test_.cases)->required();

    auto* lint = line.verb(policy, "lint", "Look for what proves nothing; needs no service", lint_);
    lint->add_option("FILE", lint_.file)->required();
    lint->add_option("--pcrs", lint_.pcrs, "A node with its PCR set, as vault-1=0,2,4,7")
        ->type_name("NODE=SET");

    auto* diff = line.verb(policy, "diff", "What a change allows or refuses; no service", diff_);
    diff->add_option("OLD", diff_.older)->required();
    diff->add_option("NEW", diff_.newer)->required();

    auto* explain =
        line.verb(policy, "explain", "What each term says to a release; no service", explain_);
    explain->add_option("FILE", explain_.file)->required();
    explain->add_option("--claim", explain_.claims, "What is known, as evidence=tpm2")
        ->type_name("NAME=VALUE")
        ->required();
}

}  // namespace sealwright::cli
