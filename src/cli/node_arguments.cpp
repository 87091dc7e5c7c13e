#include "node_arguments.hpp"

namespace sealwright::cli {

template <class Chosen>
void NodeArguments::add_names(CLI::App* verb, Chosen& into) {
    verb->add_option("VAULT", into.vault)->required();
    verb->add_option("NODE", into.node)->required();
}

NodeArguments::NodeArguments(CommandLine& line) : line_(line) {
    enrol_.config = default_config;
    agent_config_.config = default_config;
    auto* node = line_.noun("node", "The nodes of a vault: machines that may ask for it");
    add_enrol(node);
    add_agent_config(node);
    add_acts(node);
    add_baseline(node);
    add_by_certificate(node);
    line_.verb(node, "list", "Every node of every vault", list_);
}

void NodeArguments::add_enrol(CLI::App* node) {
    auto* enrol =
        line_.verb(node, "enrol", "Make a token by which one machine makes itself known", enrol_);
    add_names(enrol, enrol_);
    enrol->add_option("--evidence", enrol_.evidence, "How the node proves what it is")
        ->type_name("tpm2|pinned-key|unix-peer")
        ->capture_default_str();
    enrol->add_option("--pcrs", enrol_.pcrs, "tpm2: which PCRs it shows, 0 to 15")
        ->type_name("LIST")
        ->capture_default_str();
    enrol
        ->add_option("--log-pcrs",
                     enrol_.log_pcrs,
                     "tpm2: which of them its event log has to explain; else it is only shown")
        ->type_name("LIST");
    enrol->add_flag("--secure-boot",
                    enrol_.secure_boot,
                    "tpm2: and its log has to say that secure boot is on (with 7 in --log-pcrs)");
    enrol
        ->add_option("--endorsement",
                     enrol_.endorsement,
                     "tpm2: who vouches for its endorsement key: a configured root (chain), the "
                     "platform's provider (provider), or you, by the key's SHA-256")
        ->type_name("chain|provider|HEX")
        ->capture_default_str();
    enrol->add_option("--uid", enrol_.uid, "unix-peer: the agent's user on this host")
        ->type_name("UID");
    enrol->add_flag("--learn", enrol_.learn, "Record mode: note differences, release nothing");
    enrol->add_option("--ttl", enrol_.ttl, "How long the token lives: at most 1h")
        ->type_name("DURATION")
        ->capture_default_str();
    enrol->add_option("--agent-config", enrol_.agent_config, "Write the agent's configuration here")
        ->type_name("FILE.toml");
    enrol->add_option("--address", enrol_.addresses, "Where the agent reaches this service")
        ->type_name("HOST:PORT");
    enrol->add_option("--config", enrol_.config, "The service's TOML file, for its address")
        ->type_name("FILE")
        ->capture_default_str();
}

void NodeArguments::add_agent_config(CLI::App* node) {
    auto* verb = line_.verb(
        node, "agent-config", "Write the configuration of an invited node's agent", agent_config_);
    add_names(verb, agent_config_);
    verb->add_option("--out", agent_config_.out, "The new file")
        ->type_name("FILE.toml")
        ->required();
    verb->add_option("--address", agent_config_.addresses, "Where the agent reaches this service")
        ->type_name("HOST:PORT");
    verb->add_option("--config", agent_config_.config, "The service's TOML file, for its address")
        ->type_name("FILE")
        ->capture_default_str();
}

void NodeArguments::add_acts(CLI::App* node) {
    auto* approve =
        line_.verb(node, "approve", "Let an enrolled node open its vault from now on", approve_);
    add_names(approve, approve_);
    approve
        ->add_option("--baseline",
                     approve_.baseline,
                     "Approve the PCR values that it showed last, under this id")
        ->type_name("ID");
    approve->add_option("--review", approve_.review, "When somebody shall look at them again")
        ->type_name("DATE");
    auto* quarantine = line_.verb(
        node, "quarantine", "Give a node nothing until it is enrolled anew", quarantine_);
    add_names(quarantine, quarantine_);
    quarantine->add_option("--reason", quarantine_.reason, "Why; for the journal")
        ->type_name("TEXT")
        ->required();
    add_names(
        line_.verb(node, "show", "A node, its baselines, and its last evidence by claim", show_),
        show_);
}

void NodeArguments::add_baseline(CLI::App* node) {
    auto* baseline = node->add_subcommand("baseline", "The PCR values that a person approved of");
    baseline->require_subcommand(1);
    auto* approve =
        line_.verb(baseline, "approve", "Approve values beside the others", baseline_approve_);
    add_names(approve, baseline_approve_);
    approve->add_option("--id", baseline_approve_.id, "Its name")->required();
    approve->add_option("--review", baseline_approve_.review, "When to look at it again")
        ->type_name("DATE");
    approve
        ->add_option("--value",
                     baseline_approve_.values,
                     "One PCR's value; all of the node's set, or none: what it showed last")
        ->type_name("PCR=HEX");
    approve
        ->add_option("--firmware",
                     baseline_approve_.firmware,
                     "The version its TPM has to run, as `node show` has it; else any")
        ->type_name("NUMBER");
    auto* drop = line_.verb(baseline, "drop", "Take a baseline back", baseline_drop_);
    add_names(drop, baseline_drop_);
    drop->add_option("--id", baseline_drop_.id, "Its name")->required();
}

void NodeArguments::add_by_certificate(CLI::App* node) {
    auto* add = line_.verb(node, "add", "Know a node by its certificate (channel tier)", add_);
    add_names(add, add_);
    add->add_option("--cert", add_.certificate, "Its client certificate, PEM")
        ->type_name("FILE")
        ->required();
    add_names(line_.verb(node, "revoke", "Refuse a node from its next ask on", revoke_), revoke_);
}

}  // namespace sealwright::cli
