#include "sealwright/person/plan_words.hpp"

#include "sealwright/ceremony/person.hpp"
#include "sealwright/ceremony/script.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/operate/routes.hpp"

#include <algorithm>
#include <array>

namespace sealwright::person {
namespace {

std::string said(const std::string& text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string said = "\"";
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool is_plain = byte >= 0x20 && byte < 0x7f && letter != '"' && letter != '\\';
        if (is_plain) {
            said += letter;
            continue;
        }
        said += {'\\', 'x', digits[byte >> 4U], digits[byte & 15U]};
    }
    return said + "\"";
}

std::string whether(bool value) {
    return value ? "yes" : "no";
}
std::string said(std::uint64_t number) {
    return std::to_string(number);
}
std::string said(const Digest& digest) {
    return to_hex(digest);
}
std::string key(const operate::RawKey& key) {
    return ceremony::key_text(key);
}
std::string time(std::uint64_t wall_ms) {
    if (wall_ms == 0) return "never";
    // No date is far enough for every number, so the number stands there too.
    return render_utc(wall_ms) + " (" + std::to_string(wall_ms) + " ms)";
}
std::string roles(std::uint8_t bits) {
    const auto known = ceremony::Roles(bits).str();
    return known + " (" + std::to_string(bits) + ")";
}

// What stands first in each change of a vault's node.
Lines node_lines(const std::string& vault, const std::string& node) {
    return {{"vault", said(vault)}, {"node", said(node)}};
}

std::optional<Lines> lines_of(const operate::VaultAddAsk& ask) {
    const bool is_drawn = ask.id == IdBytes{};
    return Lines{{"vault", said(ask.name)},
                 {"mount", said(ask.mount)},
                 {"key", said(ask.key)},
                 {"id", is_drawn ? "drawn when it is done" : VaultId(ask.id).str()},
                 {"class", ask.is_production ? "production" : "trying"}};
}
std::optional<Lines> lines_of(const operate::VaultAllowInitAsk& ask) {
    return Lines{{"vault", said(ask.name)}, {"seconds", said(ask.seconds)}};
}
std::optional<Lines> lines_of(const operate::VaultAllowRestoreAsk& ask) {
    return Lines{{"vault", said(ask.name)}, {"seconds", said(ask.seconds)}};
}
std::optional<Lines> lines_of(const operate::VaultRotateKeyAsk& ask) {
    return Lines{{"vault", said(ask.name)}};
}
std::optional<Lines> lines_of(const operate::VaultRetireVersionAsk& ask) {
    return Lines{{"vault", said(ask.name)},
                 {"version", said(ask.version)},
                 {"snapshots may become useless", whether(ask.drop_snapshots)}};
}
std::optional<Lines> lines_of(const operate::VaultHoldAsk& ask) {
    return Lines{{"vault", said(ask.name)}, {"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::VaultLiftAsk& ask) {
    return Lines{{"vault", said(ask.name)},
                 {"hold of entry", said(ask.entry)},
                 {"reason", said(ask.reason)}};
}
std::string opener_of(operate::RecoveryRelease release) {
    switch (release) {
        case operate::RecoveryRelease::unsaid:
            return "its custodians, if there are any";
        case operate::RecoveryRelease::automatic:
            return "THE SERVICE ALONE";
        case operate::RecoveryRelease::quorum:
            return "its custodians";
    }
    return "unknown";
}
std::optional<Lines> lines_of(const operate::VaultClaimAsk& ask) {
    return Lines{{"vault", said(ask.name)},
                 {"seconds to do it", said(ask.seconds)},
                 {"it is new, and may be initialised", whether(ask.is_new)},
                 {"who opens its recovery key", opener_of(ask.release)}};
}
std::optional<Lines> lines_of(const operate::RootRotateAsk& ask) {
    return Lines{{"vault", said(ask.name)}, {"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::RootRequestAsk& ask) {
    return Lines{{"vault", said(ask.name)},
                 {"seconds that the root token lives", said(ask.ttl_s)},
                 {"only this key opens it", said(ask.recipient)},
                 {"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::RootLookAsk& ask) {
    return Lines{{"vault", said(ask.name)},
                 {"it only counts, and ends nothing", whether(ask.only_counts)},
                 {"reason", said(ask.reason)}};
}
std::string time_of_day(std::uint16_t minutes) {
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(minutes / 60U) + ":" + two(minutes % 60U) + " UTC";
}
std::optional<Lines> lines_of(const operate::RootScheduleAsk& ask) {
    const auto& times = ask.times;
    return Lines{{"vault", said(ask.name)},
                 {"seconds between rotations (0: NEVER by itself)", said(times.rotate_every_s)},
                 {"seconds between looks (0: NEVER by itself)", said(times.look_every_s)},
                 {"no rotation by itself from", time_of_day(times.quiet_from_min)},
                 {"until (the same: none is left out)", time_of_day(times.quiet_to_min)}};
}
std::optional<Lines> lines_of(const operate::NodeAddAsk& ask) {
    auto lines = node_lines(ask.vault, ask.node);
    lines.emplace_back("certificate's key (SHA-256)", said(ask.spki));
    lines.emplace_back("certificate ends", time(ask.not_after_ms));
    return lines;
}
std::optional<Lines> lines_of(const operate::NodeRevokeAsk& ask) {
    return node_lines(ask.vault, ask.node);
}
std::optional<Lines> lines_of(const operate::NodeEnrolAsk& ask) {
    auto lines = node_lines(ask.vault, ask.node);
    lines.emplace_back("evidence", claims::word_of(ask.kind));
    lines.emplace_back("who vouches", claims::word_of(ask.provenance));
    lines.emplace_back("pinned key", said(ask.pinned_key));
    lines.emplace_back("uid", said(ask.uid));
    lines.emplace_back("PCRs", ask.pcrs.str());
    lines.emplace_back("explained by its event log", ask.log_pcrs.str());
    lines.emplace_back("needs secure boot", whether(ask.secure_boot));
    lines.emplace_back("learns first", whether(ask.learns));
    lines.emplace_back("token checked by", said(ask.token));
    lines.emplace_back("token's seconds", said(ask.ttl_s));
    return lines;
}
void add_values(Lines& lines, const std::optional<claims::PcrValues>& values) {
    lines.emplace_back("values", values ? "these:" : "what the node shows last");
    if (!values) return;
    const auto pcrs = values->set.list();
    for (std::size_t each = 0; each < pcrs.size() && each < values->values.size(); ++each) {
        lines.emplace_back("PCR " + std::to_string(pcrs[each]), said(values->values[each]));
    }
}

std::optional<Lines> lines_of(const operate::NodeApproveAsk& ask) {
    auto lines = node_lines(ask.vault, ask.node);
    lines.emplace_back("identity", said(ask.identity));
    lines.emplace_back("baseline", said(ask.baseline));
    lines.emplace_back("to be reviewed", time(ask.review_ms));
    add_values(lines, ask.values);
    return lines;
}
std::optional<Lines> lines_of(const operate::NodeQuarantineAsk& ask) {
    auto lines = node_lines(ask.vault, ask.node);
    lines.emplace_back("reason", said(ask.reason));
    return lines;
}
std::optional<Lines> lines_of(const operate::BaselineApproveAsk& ask) {
    auto lines = node_lines(ask.vault, ask.node);
    lines.emplace_back("baseline", said(ask.id));
    lines.emplace_back("to be reviewed", time(ask.review_ms));
    lines.emplace_back("firmware", ask.firmware ? said(*ask.firmware) : "any");
    add_values(lines, ask.values);
    return lines;
}
std::optional<Lines> lines_of(const operate::BaselineDropAsk& ask) {
    auto lines = node_lines(ask.vault, ask.node);
    lines.emplace_back("baseline", said(ask.id));
    return lines;
}
std::optional<Lines> lines_of(const operate::TokenActAsk& ask) {
    constexpr std::array<const char*, 3> verbs{"enrol", "start", "stop"};
    return Lines{{"token", said(ask.name)}, {"what", verbs.at(static_cast<std::size_t>(ask.verb))}};
}
std::optional<Lines> lines_of(const operate::TokenReplaceAsk& ask) {
    Lines lines;
    for (const auto& name : ask.names)
        lines.emplace_back("fresh in the place of token", said(name));
    return lines;
}
std::optional<Lines> lines_of(const operate::ArchiveAsk& ask) {
    return Lines{{"entries up to", said(ask.last)},
                 {"hash of the last", said(ask.head)},
                 {"file's SHA-256", said(ask.bundle)},
                 {"file", said(ask.file)}};
}
std::optional<Lines> lines_of(const operate::PolicySetAsk& ask) {
    const auto policy = wire::decode<policy::ReleasePolicy>(ask.policy);
    if (!policy) return std::nullopt;
    Lines lines{{"replaces", said(ask.replaces)}};
    std::string_view rest;
    const auto toml = config::release_policy_toml(*policy);
    for (rest = toml; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        lines.emplace_back("policy", std::string(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}
std::optional<Lines> lines_of(const operate::PersonAddAsk& ask) {
    return Lines{{"person", said(ask.name)},
                 {"roles", roles(ask.roles)},
                 {"key", key(ask.key.key)},
                 {"proof of the key", to_base64(ask.key.proof)}};
}
std::optional<Lines> lines_of(const operate::PersonKeyAddAsk& ask) {
    return Lines{{"person", said(ask.name)},
                 {"key", key(ask.key.key)},
                 {"proof of the key", to_base64(ask.key.proof)}};
}
std::optional<Lines> lines_of(const operate::PersonKeyRevokeAsk& ask) {
    return Lines{{"person", said(ask.name)}, {"key", key(ask.key)}, {"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::PersonRemoveAsk& ask) {
    return Lines{{"person", said(ask.name)}, {"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::PersonRolesAsk& ask) {
    return Lines{{"person", said(ask.name)}, {"roles", roles(ask.roles)}};
}
std::optional<Lines> lines_of(const operate::RulesSetAsk& ask) {
    return Lines{{"operators needed", said(ask.needed)},
                 {"to overrule a veto", said(ask.overrule)},
                 {"seconds for a veto", said(ask.veto_s)}};
}
std::optional<Lines> lines_of(const operate::FreezeAsk& ask) {
    return Lines{{"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::LiftFreezeAsk& ask) {
    return Lines{{"freeze of entry", said(ask.entry)}, {"reason", said(ask.reason)}};
}
std::optional<Lines> lines_of(const operate::AnchorAcceptAsk& ask) {
    Lines lines{{"certificates", said(ask.anchors.size())}};
    for (const auto& anchor : ask.anchors) {
        lines.emplace_back("believed as", claims::word_of(anchor.kind));
        lines.emplace_back("certificate (SHA-256)", said(anchor.digest));
        lines.emplace_back("its subject, as proposed", said(anchor.subject));
    }
    return lines;
}
std::optional<Lines> lines_of(const operate::AnchorDropAsk& ask) {
    return Lines{{"certificate (SHA-256)", said(ask.digest)}};
}
std::optional<Lines> lines_of(const operate::CeremonyBeginAsk& ask) {
    using ceremony::CeremonyKind;
    if (ask.kind > static_cast<std::uint8_t>(CeremonyKind::drill)) return std::nullopt;
    const auto& script = ceremony::script_of(static_cast<CeremonyKind>(ask.kind));
    Lines lines{{"kind", std::string(script.name)}};
    if (script.is_drill) lines.emplace_back("which", std::string(script.what));
    lines.emplace_back("custodians who are enough",
                       ask.threshold == 0 ? "as in the group in force" : said(ask.threshold));
    lines.emplace_back("custodians",
                       ask.seats.empty() ? "those of the group in force" : said(ask.seats.size()));
    for (const auto& seat : ask.seats) {
        lines.emplace_back("custodian", said(seat.person));
        lines.emplace_back("its organisation", said(seat.organisation));
        lines.emplace_back("its place", said(seat.place));
        lines.emplace_back("its device", said(seat.device));
    }
    lines.emplace_back("reason", said(ask.reason));
    return lines;
}

// The first of these messages whose type it is.
template <class... Asks>
std::optional<Lines> first_of(const ceremony::Plan& plan) {
    std::optional<Lines> lines;
    const auto try_one = [&]<class Ask>() {
        if (plan.type != Ask::type) return false;
        const auto ask = wire::decode<Ask>(plan.body);
        if (ask) lines = lines_of(*ask);
        return true;
    };
    static_cast<void>((try_one.template operator()<Asks>() || ...));
    return lines;
}

}  // namespace

std::optional<Lines> words_of_plan(const ceremony::Plan& plan) {
    const auto* route = operate::route_of(plan.type);
    if (route == nullptr) return std::nullopt;
    auto lines = first_of<operate::VaultAddAsk,
                          operate::VaultAllowInitAsk,
                          operate::VaultAllowRestoreAsk,
                          operate::VaultRotateKeyAsk,
                          operate::VaultRetireVersionAsk,
                          operate::VaultHoldAsk,
                          operate::VaultLiftAsk,
                          operate::VaultClaimAsk,
                          operate::RootRotateAsk,
                          operate::RootRequestAsk,
                          operate::RootLookAsk,
                          operate::RootScheduleAsk,
                          operate::NodeAddAsk,
                          operate::NodeRevokeAsk,
                          operate::NodeEnrolAsk,
                          operate::NodeApproveAsk,
                          operate::NodeQuarantineAsk,
                          operate::BaselineApproveAsk,
                          operate::BaselineDropAsk,
                          operate::TokenActAsk,
                          operate::TokenReplaceAsk,
                          operate::ArchiveAsk,
                          operate::PolicySetAsk,
                          operate::PersonAddAsk,
                          operate::PersonKeyAddAsk,
                          operate::PersonKeyRevokeAsk,
                          operate::PersonRemoveAsk,
                          operate::PersonRolesAsk,
                          operate::RulesSetAsk,
                          operate::FreezeAsk,
                          operate::LiftFreezeAsk,
                          operate::AnchorAcceptAsk,
                          operate::AnchorDropAsk,
                          operate::CeremonyBeginAsk>(plan);
    if (lines) lines->insert(lines->begin(), {"change", std::string(route->name)});
    return lines;
}

std::string text_of_plan(const ceremony::Plan& plan) {
    auto lines = words_of_plan(plan);
    if (!lines) {
        lines = Lines{{"change",
                       "not known to this release (type " + std::to_string(plan.type) + ", " +
                           std::to_string(plan.body.size()) + " bytes)"}};
    }
    std::string text;
    for (const auto& [name, value] : *lines) {
        text.append("  ").append(name).append(": ").append(value).append("\n");
    }
    return text + "  words: " + ceremony::spoken(plan.digest()) + "\n";
}

}  // namespace sealwright::person
