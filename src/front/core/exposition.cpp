// table: every family of metrics, and how its samples are made.
#include "exposition.hpp"

#include <array>
#include <utility>
#include <vector>

namespace sealwright::front {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

std::string escaped(std::string_view text) {
    std::string safe;
    for (const auto letter : text) {
        if (letter == '\\' || letter == '"') safe += '\\';
        safe += letter == '\n' ? ' ' : letter;
    }
    return safe;
}

std::string seconds(std::uint64_t milliseconds) {
    auto rest = std::to_string(milliseconds % 1'000);
    rest.insert(0, 3 - rest.size(), '0');
    return std::to_string(milliseconds / 1'000) + "." + rest;
}

std::string truth(bool value) {
    return value ? "1" : "0";
}

class Page {
public:
    // The samples that follow belong to it.
    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = "sealwright_" + std::string(name);
        text_ += "# HELP " + name_ + " " + std::string(help) + "\n";
        text_ += "# TYPE " + name_ + " " + std::string(type) + "\n";
    }
    void sample(const Labels& labels, const std::string& value, std::string_view suffix = {}) {
        text_ += name_ + std::string(suffix);
        char before = '{';
        for (const auto& [label, of] : labels) {
            text_ += before + std::string(label) + "=\"" + escaped(of) + "\"";
            before = ',';
        }
        text_ += (labels.empty() ? " " : "} ") + value + "\n";
    }
    void gauge(std::string_view name, std::string_view help, const std::string& value) {
        family(name, "gauge", help);
        sample({}, value);
    }
    void counter(std::string_view name, std::string_view help, std::uint64_t value) {
        family(name, "counter", help);
        sample({}, std::to_string(value));
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string name_;
    std::string text_;
};

void expose_front(Page& page, const FrontNumbers& front) {
    page.family("build_info", "gauge", "The running release.");
    page.sample({{"version", SEALWRIGHT_VERSION}}, "1");
    page.gauge("front_connections", "Open connections.", std::to_string(front.connections));
    page.counter("front_connections_accepted_total", "Connections accepted.", front.accepted);
    page.counter("front_connections_evicted_total",
                 "Connections closed to make room for newer ones.",
                 front.evicted);
    page.counter(
        "front_handshakes_failed_total", "TLS handshakes that failed.", front.handshakes_failed);
    page.counter("front_requests_refused_unread_total",
                 "Requests refused for their form, before anybody read them.",
                 front.refused_unread);
    page.gauge(
        "front_asks_waiting", "Asks that wait in the front.", std::to_string(front.asks_waiting));
    page.gauge("server_certificate_not_after_timestamp_seconds",
               "When the service's own certificate ends.",
               seconds(front.server_not_after_ms));
    page.family("person_asks_total", "counter", "People's asks over HTTP by how they ended.");
    for (const auto& [status, count] : front.person_asks) {
        page.sample({{"status", std::to_string(status)}}, std::to_string(count));
    }
    page.gauge(
        "person_streams", "Streams of events that are open.", std::to_string(front.person_streams));
}

void expose_tokens(Page& page, const observe::Numbers& numbers) {
    std::int64_t ready = 0;
    page.family("token_ready", "gauge", "Whether the token is logged in and answers.");
    for (const auto& token : numbers.tokens) {
        page.sample({{"token", token.name}}, truth(token.is_ready));
        if (token.is_ready) ++ready;
    }
    page.gauge("tokens_ready", "Tokens that are ready.", std::to_string(ready));
    page.gauge(
        "tokens_needed", "Tokens that an unseal needs.", std::to_string(numbers.tokens_needed));
    page.gauge("tokens_margin",
               "Tokens ready beyond those needed; below 0 nothing opens.",
               std::to_string(ready - numbers.tokens_needed));
}

// No custodian has a name here.
void expose_custodians(Page& page, const observe::Numbers& numbers) {
    const std::int64_t needed = numbers.custodians_needed;
    page.gauge("custodians_needed",
               "Custodians that a recovery needs; 0: there are none.",
               std::to_string(needed));
    page.gauge("custodians_margin",
               "Custodians who have shown their share in 100 days beyond those needed.",
               std::to_string(numbers.custodians_shown - needed));
    page.gauge("custodians_drill_timestamp_seconds",
               "When the last drill of custodians passed; before it, when their key was made.",
               seconds(numbers.drilled_ms));
}

void expose_phase(Page& page, const observe::Numbers& numbers) {
    page.family("keeper_phase", "gauge", "1 for the phase that the keeper is in.");
    page.sample({{"phase", "locked"}}, truth(numbers.phase == observe::Phase::locked));
    page.sample({{"phase", "empty"}}, truth(numbers.phase == observe::Phase::empty));
    page.sample({{"phase", "open"}}, truth(numbers.phase == observe::Phase::open));
}

void expose_requests(Page& page, const observe::Numbers& numbers) {
    page.family("requests_total", "counter", "Seal requests by how they ended.");
    for (const auto& each : numbers.requests) {
        page.sample({{"vault", each.vault},
                     {"env", numbers.environment},
                     {"class", each.seal_class},
                     {"operation", each.operation},
                     {"outcome", each.outcome},
                     {"reason", each.reason}},
                    std::to_string(each.count));
    }
    page.family("refusals_total", "counter", "Refused seal requests by error code.");
    for (const auto& each : numbers.refusals) {
        page.sample({{"code", "E" + std::to_string(each.code)}}, std::to_string(each.count));
    }
    page.family("release_seconds", "histogram", "From an ask to the release of what it asked for.");
    std::uint64_t count = 0;
    for (std::size_t index = 0; index < numbers.release.counts.size(); ++index) {
        count += numbers.release.counts[index];
        const auto& bounds = observe::release_bounds_ms;
        const auto bound = index < bounds.size() ? seconds(bounds[index]) : std::string("+Inf");
        page.sample({{"le", bound}}, std::to_string(count), "_bucket");
    }
    page.sample({}, seconds(numbers.release.sum_ms), "_sum");
    page.sample({}, std::to_string(count), "_count");
    page.counter("heartbeats_total", "Heartbeats of vaults answered.", numbers.heartbeats);
}

void expose_attestations(Page& page, const observe::Numbers& numbers) {
    page.family("attestations_total", "counter", "Evidence of nodes, by what came of it.");
    for (const auto& each : numbers.attestations) {
        page.sample({{"vault", each.vault},
                     {"env", numbers.environment},
                     {"purpose", each.purpose},
                     {"outcome", each.outcome},
                     {"reason", each.reason},
                     {"code", each.code == 0 ? "" : "E" + std::to_string(each.code)}},
                    std::to_string(each.count));
    }
    page.gauge("sessions_open", "Open sessions of nodes.", std::to_string(numbers.sessions));
    const auto& verifications = numbers.verifications;
    page.family("verifications_total", "counter", "Identities for a verifier, by what came of it.");
    page.sample({{"outcome", "parsed"}}, std::to_string(verifications.parsed));
    page.sample({{"outcome", "refused"}}, std::to_string(verifications.refused));
    page.sample({{"outcome", "busy"}}, std::to_string(verifications.busy));
    page.sample({{"outcome", "lost"}}, std::to_string(verifications.lost));
    page.gauge("verifications_under_way",
               "Identities that a verifier takes apart now.",
               std::to_string(verifications.under_way));
    page.family("vault_nodes", "gauge", "Nodes of the vault by state.");
    for (const auto& vault : numbers.vaults) {
        for (std::size_t state = 0; state < vault.nodes.size(); ++state) {
            page.sample({{"vault", vault.name},
                         {"env", numbers.environment},
                         {"state", claims::word_of(static_cast<claims::NodeState>(state))}},
                        std::to_string(vault.nodes[state]));
        }
    }
}

void expose_journal(Page& page, const observe::Numbers& numbers) {
    page.gauge("journal_entries", "Entries of the journal.", std::to_string(numbers.journal_head));
    page.gauge("journal_unsigned_entries",
               "Entries after the last checkpoint.",
               std::to_string(numbers.journal_unsigned));
    page.gauge("journal_checkpoint_timestamp_seconds",
               "This keeper's last checkpoint; 0: none yet.",
               seconds(numbers.checkpointed_ms));
    page.gauge("commit_timestamp_seconds",
               "This keeper's last commit; 0: none yet.",
               seconds(numbers.committed_ms));
    page.counter("commits_failed_total", "Commits that failed.", numbers.commits_failed);
    page.gauge("keeper_asks_waiting",
               "Asks that wait in the keeper.",
               std::to_string(numbers.asks_waiting));
    page.gauge("keeper_outcomes_waiting",
               "Outcomes that are not committed yet.",
               std::to_string(numbers.outcomes_waiting));
}

void expose_people(Page& page, const observe::Numbers& numbers) {
    const auto& open = numbers.open_requests;
    page.gauge("frozen", "Whether what loosens is stopped.", truth(numbers.is_frozen));
    page.gauge("frozen_until_timestamp_seconds",
               "When the freeze ends by itself; 0: not before a lift, or there is none.",
               seconds(numbers.frozen_until_ms));
    page.family("person_requests_open", "gauge", "Requests that wait for people or time.");
    page.sample({{"state", "collecting"}}, std::to_string(open.collecting));
    page.sample({{"state", "armed"}}, std::to_string(open.armed));
    page.gauge("person_request_oldest_timestamp_seconds",
               "When the oldest open request was proposed; 0: there is none.",
               seconds(open.oldest_ms));
}

// A new gauge about a vault (a hold, a pending re-wrap) is one more row here.
void expose_vaults(Page& page, const observe::Numbers& numbers) {
    using Vault = observe::VaultNumbers;
    struct Row {
        std::string_view name;
        std::string_view help;
        std::string (*value)(const Vault&);
    };
    static constexpr std::array rows{
        Row{"vault_seal_key_version",
            "The version N under which the vault's values are sealed.",
            [](const Vault& vault) { return std::to_string(vault.seal_key_version); }},
        Row{"vault_begun",
            "Whether something was ever sealed for the vault, or may be now.",
            [](const Vault& vault) { return truth(vault.has_begun); }},
        Row{"vault_init_window_open",
            "Whether the vault may be initialised now.",
            [](const Vault& vault) { return truth(vault.may_init); }},
        Row{"vault_restore_window_open",
            "Whether a snapshot of the vault may be restored now.",
            [](const Vault& vault) { return truth(vault.may_restore); }},
        Row{"vault_held",
            "Whether the vault is held: it does not unseal until the hold ends.",
            [](const Vault& vault) { return truth(vault.is_held); }},
        Row{"vault_held_until_timestamp_seconds",
            "When the vault's hold ends by itself; 0: not before a lift, or it is not held.",
            [](const Vault& vault) { return seconds(vault.held_until_ms); }},
        Row{"vault_rewrap_pending",
            "Whether the vault keeps values under older versions of its seal key.",
            [](const Vault& vault) { return truth(vault.waits_for_rewrap); }},
        Row{"vault_canary_success_timestamp_seconds",
            "When the last of all subsets of tokens had opened the vault; 0: one never has.",
            [](const Vault& vault) { return seconds(vault.canary_passed_ms); }},
        Row{"vault_canary_failing_subsets",
            "Subsets of tokens through which the last canary failed.",
            [](const Vault& vault) { return std::to_string(vault.canary_failing); }},
        Row{"vault_baselines_overdue",
            "Baselines of the vault's nodes whose review is overdue.",
            [](const Vault& vault) { return std::to_string(vault.baselines_overdue); }},
    };
    for (const auto& row : rows) {
        page.family(row.name, "gauge", row.help);
        for (const auto& vault : numbers.vaults) {
            page.sample({{"vault", vault.name}, {"env", numbers.environment}}, row.value(vault));
        }
    }
    page.gauge("canary_subsets",
               "Subsets of tokens that a canary round tries.",
               std::to_string(numbers.canary_subsets));
    page.family("node_certificate_not_after_timestamp_seconds",
                "gauge",
                "When the certificate of a node in force ends.");
    for (const auto& node : numbers.nodes) {
        page.sample({{"vault", node.vault}, {"env", numbers.environment}, {"node", node.name}},
                    seconds(node.not_after_ms));
    }
}

}  // namespace

std::string expose(const FrontNumbers& front, const std::optional<observe::Numbers>& keeper) {
    Page page;
    expose_front(page, front);
    page.gauge("keeper_up", "Whether the keeper answered.", truth(keeper.has_value()));
    if (!keeper) return page.take();
    expose_phase(page, *keeper);
    expose_tokens(page, *keeper);
    expose_custodians(page, *keeper);
    expose_requests(page, *keeper);
    expose_attestations(page, *keeper);
    expose_journal(page, *keeper);
    expose_vaults(page, *keeper);
    expose_people(page, *keeper);
    page.gauge(
        "metrics_cut", "Whether a list was too long to be exposed whole.", truth(keeper->is_cut));
    return page.take();
}

}  // namespace sealwright::front
