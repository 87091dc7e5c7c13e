#include "tokens.hpp"

#include "table.hpp"

namespace sealwright::cli {
namespace {

std::string key_of(const operate::TokenInfo& token) {
    if (token.key_id == Digest{}) return "";
    return to_hex(token.key_id).substr(0, 16) + "/" + std::to_string(token.generation);
}

}  // namespace

Json json_of(const operate::TokenInfo& token) {
    const auto has_key = token.key_id != Digest{};
    return Json::object({{"name", Json::text(token.name)},
                         {"state", Json::text(token.state)},
                         {"label", Json::text(token.label)},
                         {"serial", Json::text(token.serial)},
                         {"key", has_key ? Json::text(to_hex(token.key_id)) : Json::null()},
                         {"generation", Json::number(token.generation)},
                         {"left_out", Json::boolean(token.left_out)},
                         {"detail", Json::text(token.detail)}});
}

std::string table_of(const std::vector<operate::TokenInfo>& tokens) {
    Table table({"TOKEN", "STATE", "SERIAL", "KEY", "DETAIL"});
    for (const auto& token : tokens) {
        const auto* late = token.left_out ? "late: left out until it answers again" : "";
        table.add({token.name,
                   token.state,
                   token.serial,
                   key_of(token),
                   token.detail.empty() ? late : token.detail});
    }
    return table.str();
}

std::string next_step(const operate::TokenInfo& token, bool founded) {
    if (token.state == "waiting for pin") return "sealwright token login " + token.name;
    if (token.state == "stopped") return "sealwright token start " + token.name;
    if (token.state == "pin refused") {
        return "check its PIN and how many tries the device has left, then "
               "`sealwright token start " +
               token.name + "` and `sealwright token login " + token.name + "`";
    }
    if (token.state == "away")
        return "it is started again within 5 s; if not, see the service's log";
    if ((token.state == "no key" && founded) || token.state == "no share") {
        return "give it its device back; if that is lost: sealwright token replace " + token.name;
    }
    if (token.state == "broken") return "see its detail in `sealwright token status`";
    return "";
}

bool is_logged_in(const operate::TokenInfo& token) {
    return token.state == "logged in" || token.state == "no key";
}

}  // namespace sealwright::cli
