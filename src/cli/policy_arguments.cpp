#include "policy_arguments.hpp"

namespace sealwright::cli {

PolicyArguments::PolicyArguments(CommandLine& line) {
    auto* policy = line.noun("policy", "Which releases are allowed, by rules over typed claims");
    line.verb(policy, "show", "The policy that holds, as a file", show_);
    auto* set = line.verb(policy, "set", "Let this policy hold from now on", set_);
    set->add_option("FILE", set_.file)->required();
    set->add_flag("--looser", set_.looser, "Also when it allows more than the present one");
    add_offline(line, policy);
    add_anchor(line);
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

void PolicyArguments::add_anchor(CommandLine& line) {
    auto* anchor = line.noun("anchor", "Which certificates a TPM may be believed by");
    line.verb(anchor, "ls", "The trust anchors, and how many nodes came by each", anchors_);
    auto* accept = line.verb(anchor, "accept", "Propose to believe these certificates", accept_);
    accept->add_option("FILE", accept_.files, "PEM, one certificate each")->required();
    accept->add_option("--kind", accept_.kind, "Of a maker of TPMs, or of a provider")
        ->type_name("root|provider")
        ->capture_default_str();
    line.verb(anchor, "drop", "Believe it no more; nodes that came by it stay", drop_)
        ->add_option("DIGEST", drop_.digest, "As `anchor ls` prints it")
        ->required();
}

}  // namespace sealwright::cli
