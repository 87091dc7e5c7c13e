// `node enrol`: the token is made here, and the service is told only what checks it.
#include "errors.hpp"
#include "names.hpp"
#include "node_config.hpp"
#include "policies.hpp"
#include "run.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "service.hpp"
#include "table.hpp"
#include "vaults.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

Error wrong(std::string_view option, std::string_view got, std::string_view allowed) {
    return {errors::cli_usage,
            {fact("option", option), fact("got", got), fact("allowed", allowed)}};
}

Result<void> read_endorsement(const std::string& text, operate::NodeEnrolAsk& ask) {
    if (text == "chain") {
        ask.provenance = attest::Provenance::ek_chain;
        return done;
    }
    if (text == "provider") {
        ask.provenance = attest::Provenance::provider_ak;
        return done;
    }
    ask.provenance = attest::Provenance::ek_pinned;
    const auto digest = parse_digest(text);
    if (!digest) return wrong("--endorsement", text, "chain, provider, or 64 hex digits");
    ask.pinned_key = *digest;
    return done;
}

Result<operate::NodeEnrolAsk> ask_of(const NodeEnrol& command) {
    operate::NodeEnrolAsk ask;
    ask.vault = command.vault;
    ask.node = command.node;
    const auto kind = claims::evidence_kind_named(command.evidence);
    if (!kind || *kind == claims::EvidenceKind::channel_certificate) {
        return wrong("--evidence", command.evidence, "tpm2, pinned-key or unix-peer");
    }
    ask.kind = *kind;
    const bool is_peer = ask.kind == claims::EvidenceKind::unix_peer;
    if (is_peer != command.uid.has_value()) {
        return wrong(
            "--uid",
            command.uid ? std::to_string(*command.uid) : "nothing",
            "the number of the agent's user, with --evidence unix-peer and only with that");
    }
    ask.uid = command.uid.value_or(0);
    const bool is_tpm = ask.kind == claims::EvidenceKind::tpm2;
    if (!is_tpm && (!command.log_pcrs.empty() || command.secure_boot)) {
        return wrong("--evidence", command.evidence, "tpm2, where an event log has to explain");
    }
    ask.learns = command.learn;
    TRY(seconds, parse_duration(command.ttl));
    ask.ttl_s = seconds;
    if (!is_tpm) return ask;
    const auto pcrs = claims::PcrSet::parse(command.pcrs);
    if (!pcrs || pcrs->is_empty()) {
        return wrong("--pcrs", command.pcrs, "as 0,2,4,7: rising, 0 to 15");
    }
    ask.pcrs = *pcrs;
    const auto explained = claims::PcrSet::parse(command.log_pcrs);
    if (!explained || (explained->mask() & ~pcrs->mask()) != 0) {
        return wrong("--log-pcrs", command.log_pcrs, "some of --pcrs " + command.pcrs);
    }
    if (command.secure_boot && !explained->contains(7)) {
        return wrong("--log-pcrs", command.log_pcrs, "with 7, where --secure-boot is given");
    }
    ask.log_pcrs = *explained;
    ask.secure_boot = command.secure_boot;
    TRY(read_endorsement(command.endorsement, ask));
    return ask;
}

void append(WipedBytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

// The token stands in wiped memory only, so the JSON is put together around it.
WipedBytes stdout_of(const Settings& settings,
                     const attest::EnrolmentToken& token,
                     const std::string& members) {
    const auto secret = token.text();
    WipedBytes out;
    out.reserve(512);
    const auto is_json = settings.format == Format::json;
    if (is_json) append(out, "{\"token\":\"");
    out.insert(out.end(), secret.begin(), secret.end());
    if (is_json) {
        append(out, "\"," + members + "}");
    }
    append(out, "\n");
    return out;
}

std::string members_of(const operate::NodeEnrolled& enrolled) {
    return "\"node\":\"" + enrolled.node.str() + "\",\"vault\":\"" + enrolled.vault.str() +
           "\",\"until\":" + time_json(enrolled.until_ms).str();
}

// The token is good when the others have approved; it is shown now, since nobody else has it.
Answer answer_of_waiting(const Settings& settings,
                         const attest::EnrolmentToken& token,
                         const Waiting& waiting,
                         const NodeEnrol& command) {
    auto answer = answer_of(settings, waiting);
    answer.data.clear();
    answer.secret = stdout_of(settings, token, "\"request\":\"" + waiting.request + "\"");
    answer.talk +=
        "The line above is shown once, and is good when that is done: see `sealwright node "
        "show`.\n";
    if (!command.agent_config.empty()) {
        answer.talk += "The node has its id then, so " + command.agent_config +
                       " is not written yet: run `sealwright node agent-config " + command.vault +
                       " " + command.node + " --out " + command.agent_config + "`.\n";
    }
    return answer;
}

}  // namespace

Outcome<Answer> run(const NodeEnrol& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(require_name("node", command.node));
    TRY(ask, ask_of(command));
    std::vector<std::string> addresses;
    const bool writes = !command.agent_config.empty();
    if (writes) {
        TRY(check_free(command.agent_config));
        TRY(found,
            agent_addresses({command.addresses, command.uid.has_value(), command.config},
                            settings));
        addresses = found;
    }
    if (ask.kind == claims::EvidenceKind::tpm2) {
        const auto warnings = policy::lint_nodes({{command.node, ask.pcrs}});
        if (!warnings.empty()) talk_now(warnings_for_people(warnings));
    }
    const auto token = attest::EnrolmentToken::generate();
    ask.token = token.digest();
    TRY(service, Service::connect(settings));
    const auto asked = service.ask<operate::NodeEnrolled>(ask);
    if (!asked && asked.error().waiting) {
        return answer_of_waiting(settings, token, *asked.error().waiting, command);
    }
    if (!asked) return asked.error();
    const auto& enrolled = *asked;
    if (writes) {
        const AgentConfig config{enrolled.verifier_key,
                                 addresses,
                                 enrolled.node.str(),
                                 enrolled.vault.str(),
                                 claims::word_of(ask.kind),
                                 enrolled.mount,
                                 enrolled.key,
                                 ask.provenance == attest::Provenance::provider_ak};
        TRY(write_agent_config(command.agent_config, config));
    }
    Answer answer;
    answer.secret = stdout_of(settings, token, members_of(enrolled));
    answer.talk = "The line above is shown once, and is good until " +
                  time_for_people(enrolled.until_ms) + ". Node id: " + enrolled.node.str() +
                  "\nNext, on the node: sealwright-agent enrol --config FILE, and give it that "
                  "line.\nThen, here: sealwright node show " +
                  command.vault + " " + command.node + ", and sealwright node approve.\n";
    return answer;
}

}  // namespace sealwright::cli
