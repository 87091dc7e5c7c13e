// The route `token replace`: fresh tokens take the places of lost ones while the others serve.
//
// Each key is opened with the tokens that keep their places and split anew over all, so that what a
// lost token had fits nothing any more. One commit puts all of it in place: before it every key is
// where it was, and a fresh token that has got its own key by then is taken as it is next time.
#include "keys_room.hpp"
#include "operating.hpp"
#include "rows.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using hsm::client::ReadyToken;

// Places in the configuration, which are the tokens' numbers as well.
using Places = std::vector<std::size_t>;

Result<Places> places_of(const operate::TokenReplaceAsk& ask,
                         const std::vector<std::string>& configured) {
    Places places;
    for (const auto& name : ask.names) {
        const auto found = std::ranges::find(configured, name);
        if (found == configured.end()) {
            return Error(errors::token_unknown, {fact("token", name)});
        }
        const auto place = static_cast<std::size_t>(found - configured.begin());
        const bool is_twice = std::ranges::find(places, place) != places.end();
        if (is_twice) return Error(errors::token_in_place, {fact("token", name)});
        places.push_back(place);
    }
    if (places.empty()) return errors::token_unknown;
    return places;
}

bool has(const Places& places, std::size_t place) {
    return std::ranges::find(places, place) != places.end();
}

// Those that are ready and keep their places.
std::vector<ReadyToken> others(Core& core, const Places& replaced) {
    auto ready = core.tokens().ready();
    std::erase_if(ready, [&](const ReadyToken& each) { return has(replaced, each.number); });
    return ready;
}

// Whether its share opens: a device that was wiped may have the serial number that it had.
bool holds_share(Core& core, std::size_t place, const Places& replaced) {
    const auto ready = core.tokens().ready();
    const auto it = std::ranges::find(ready, place, &ReadyToken::number);
    if (it == ready.end()) return false;
    auto through = others(core, replaced);
    const std::size_t needed = core.state().installation->threshold.needed;
    through.resize(std::min(through.size(), needed - 1));
    through.push_back(*it);
    const auto& record = core.state().installation->service_key;
    return core.keys().try_through(record, through, core.place()).key.ok();
}

// Those that are named are there and hold nothing; all others are logged in.
Result<void> check_replaceable(Core& core,
                               const std::vector<operate::TokenInfo>& tokens,
                               const Places& replaced) {
    for (std::size_t place = 0; place < tokens.size(); ++place) {
        const auto& token = tokens[place];
        const bool is_named = has(replaced, place);
        const bool is_there = token.state == "logged in";
        const bool is_right =
            is_there || (is_named && (token.state == "no key" || token.state == "no share"));
        if (!is_right) {
            return Error(errors::token_not_fresh,
                         {fact("token", token.name), fact("state", token.state)});
        }
        if (is_named && is_there && holds_share(core, place, replaced)) {
            return Error(errors::token_in_place, {fact("token", token.name)});
        }
    }
    return done;
}

Result<hsm::KeyRecord> split_anew(Core& core,
                                  const hsm::KeyRecord& record,
                                  const Places& replaced) {
    auto tried = core.keys().try_through(record, others(core, replaced), core.place());
    TRY(key, std::move(tried.key));
    auto blank = record;
    blank.wraps.clear();
    return core.keys().split(blank, key, core.threshold(), core.place());
}

Result<void> put_all(Draft& draft, Core& core, const Places& replaced) {
    auto installation = *draft.state().installation;
    TRY(service_key, split_anew(core, installation.service_key, replaced));
    installation.threshold = service_key.wraps.front().threshold;
    installation.service_key = std::move(service_key);
    draft.put(installation);
    std::vector<VaultId> vaults;
    for (const auto& [id, vault] : draft.state().vaults) vaults.push_back(id);
    for (const auto& id : vaults) {
        core.at_work();
        TRY(data_key, split_anew(core, draft.state().keys.at(id).data_key, replaced));
        draft.put(id, data_key);
    }
    return done;
}

std::string names_of(const operate::TokenReplaceAsk& ask) {
    std::string names;
    for (const auto& name : ask.names) names += (names.empty() ? "" : ", ") + name;
    return names;
}

}  // namespace

Result<Reply> Operating::token_replace(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::TokenReplaceAsk>(ask.body));
    TRY(replaced, places_of(message, core_.settings().tokens));
    TRY(check_open(ask, core_.state()));
    TRY(check_keys_room(core_.state(), core_.state().vaults.size(), split_vaults_max));
    const auto tokens = tokens_now();
    TRY(check_replaceable(core_, tokens, replaced));
    for (const auto& token : tokens) {
        if (token.state == "no key") TRY(desk_.enrol(token.name));
    }
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto put = put_all(draft, core_, replaced);
        if (!put) return put.error();
        return std::vector<journal::Field>{
            {"what", std::string("token replace")},
            {"tokens", names_of(message)},
            {"keys", std::uint64_t{draft.state().vaults.size() + 1}}};
    }));
    return all_tokens();
}

}  // namespace sealwright::keeper
