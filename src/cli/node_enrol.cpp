// `node enrol`: the token is made here, and the service is told only what checks it.
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/config/toml.hpp"
#include "service.hpp"
#include "table.hpp"
#include "vaults.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

constexpr mode_t readable_by_all = 0644;

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
    ask.uid = command.uid;
    ask.learns = command.learn;
    TRY(seconds, parse_duration(command.ttl));
    ask.ttl_s = seconds;
    if (ask.kind != claims::EvidenceKind::tpm2) return ask;
    const auto pcrs = claims::PcrSet::parse(command.pcrs);
    if (!pcrs || pcrs->is_empty()) {
        return wrong("--pcrs", command.pcrs, "as 0,2,4,7: rising, 0 to 15");
    }
    ask.pcrs = *pcrs;
    TRY(read_endorsement(command.endorsement, ask));
    return ask;
}

Result<std::vector<std::string>> addresses_of(const NodeEnrol& command) {
    if (!command.addresses.empty()) return command.addresses;
    TRY(checked, config::check_toml(command.config));
    const auto& config = checked.config;
    auto host = config.listen_address;
    const bool is_any = host == "0.0.0.0" || host == "::";
    if (is_any && config.names.empty()) return Error(errors::cli_address_missing);
    if (is_any) host = config.names.front();
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return std::vector{host + ":" + std::to_string(config.listen_port)};
}

// Every value in it is an id, a name or an address: nothing that TOML would have to escape.
std::string agent_toml(const NodeEnrol& command,
                       const operate::NodeEnrolled& enrolled,
                       const std::vector<std::string>& addresses) {
    std::string list;
    for (const auto& address : addresses) list += (list.empty() ? "\"" : ", \"") + address + "\"";
    return "# Written by `sealwright node enrol`. Nothing in it is a secret.\n"
           "[service]\nkey = \"" +
           enrolled.verifier_key + "\"\naddresses = [" + list + "]\n\n" + "[node]\nid = \"" +
           enrolled.node.str() + "\"\nvault = \"" + enrolled.vault.str() +
           "\"\nstate = \"/var/lib/sealwright-agent\"\nevidence = \"" + command.evidence +
           "\"\n\n" +
           "[transit]\nsocket = \"/run/sealwright/transit.sock\"\nuser = \"openbao\"\nmount = \"" +
           enrolled.mount + "\"\nkey = \"" + enrolled.key + "\"\n";
}

void append(WipedBytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

// The token stands in wiped memory only, so the JSON is put together around it.
WipedBytes stdout_of(const Settings& settings,
                     const attest::EnrolmentToken& token,
                     const operate::NodeEnrolled& enrolled) {
    const auto secret = token.text();
    WipedBytes out;
    out.reserve(512);
    const auto is_json = settings.format == Format::json;
    if (is_json) append(out, "{\"token\":\"");
    out.insert(out.end(), secret.begin(), secret.end());
    if (is_json) {
        append(out,
               "\",\"node\":\"" + enrolled.node.str() + "\",\"vault\":\"" + enrolled.vault.str() +
                   "\",\"until\":" + time_json(enrolled.until_ms).str() + "}");
    }
    append(out, "\n");
    return out;
}

}  // namespace

Outcome<Answer> run(const NodeEnrol& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(require_name("node", command.node));
    TRY(ask, ask_of(command));
    std::vector<std::string> addresses;
    const bool writes = !command.agent_config.empty();
    if (writes) {
        if (file_exists(command.agent_config)) {
            return Error(errors::cli_file_there, {fact("file", command.agent_config)});
        }
        TRY(found, addresses_of(command));
        addresses = found;
    }
    const auto token = attest::EnrolmentToken::generate();
    ask.token = token.digest();
    TRY(service, Service::connect(settings));
    TRY(enrolled, service.ask<operate::NodeEnrolled>(ask));
    if (writes) {
        const auto text = agent_toml(command, enrolled, addresses);
        TRY(write_file(command.agent_config, view_of(text), {readable_by_all}));
    }
    Answer answer;
    answer.secret = stdout_of(settings, token, enrolled);
    answer.talk = "The line above is shown once, and is good until " +
                  time_for_people(enrolled.until_ms) + ". Node id: " + enrolled.node.str() +
                  "\nNext, on the node: sealwright-agent enrol --config FILE, and give it that "
                  "line.\nThen, here: sealwright node show " +
                  command.vault + " " + command.node + ", and sealwright node approve.\n";
    return answer;
}

}  // namespace sealwright::cli
