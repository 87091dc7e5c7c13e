#include "person_ask.hpp"

#include "../errors.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/operate/founding_messages.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "sealwright/operate/routes.hpp"
#include "sealwright/wire/only_value.hpp"

#include <algorithm>

namespace sealwright::front {
namespace {

using operate::Effect;

bool is_read(Effect effect) {
    return effect == Effect::read;
}

bool is_change(Effect effect) {
    switch (effect) {
        case Effect::tighten:
        case Effect::loosen:
        case Effect::hold:
        case Effect::judged:
            return true;
        case Effect::read:
        case Effect::local:
            return false;
    }
    return false;
}

Result<PersonRoute> row_for(std::string_view name, bool (*is_of_path)(Effect), bool is_proposal) {
    const auto* row = operate::route_named(name);
    if (row == nullptr || !is_of_path(row->effect)) return errors::front_people_route;
    return PersonRoute{row->type, is_proposal, false};
}

Result<PersonRoute> founding_route(std::string_view verb) {
    if (verb == "show") return PersonRoute{operate::FoundingAsk::type, false, false};
    if (verb == "sign") return PersonRoute{operate::FoundingSignAsk::type, false, false};
    return errors::front_people_route;
}

Result<PersonRoute> ceremony_route(std::string_view verb) {
    if (verb == "act") return PersonRoute{operate::CeremonyActAsk::type, false, false};
    if (verb == "recovery") return PersonRoute{operate::RecoveryAsk::type, false, false};
    if (verb == "challenge") return PersonRoute{operate::HeldChallengeAsk::type, false, false};
    if (verb == "prove") return PersonRoute{operate::HeldAsk::type, false, false};
    if (verb == "give") return PersonRoute{operate::RecoveryGiveAsk::type, false, false};
    return errors::front_people_route;
}

bool is_json(std::string_view type) {
    constexpr std::string_view name = "application/json";
    const auto same = [](char one, char other) { return (one | 0x20) == (other | 0x20); };
    const auto essence = type.substr(0, type.find(';'));
    return std::ranges::equal(essence, name, same);
}

// Of the proposal inside; nothing where there is none.
Result<IdBytes> nonce_in(View ask) {
    TRY(person, wire::decode<operate::PersonAsk>(ask));
    TRY(question, wire::decode<operate::Question>(person.question));
    if (question.type != operate::ProposeAsk::type) return errors::front_people_nonce;
    TRY(proposal, wire::decode<operate::ProposeAsk>(question.body));
    return proposal.nonce;
}

Result<void> check_idempotency(const PersonRoute& route, View ask, const std::string& key) {
    if (!route.is_proposal || key.empty()) return done;
    const auto nonce = nonce_in(ask);
    if (!nonce || to_hex(*nonce) != key) return errors::front_people_nonce;
    return done;
}

}  // namespace

Result<PersonRoute> person_route(const http::Route& route) {
    using http::Endpoint;
    switch (route.endpoint) {
        case Endpoint::query:
            return row_for(route.key, is_read, false);
        case Endpoint::request:
            return row_for(route.key, is_change, true);
        case Endpoint::decide:
            return PersonRoute{operate::DecideAsk::type, false, false};
        case Endpoint::founding:
            return founding_route(route.key);
        case Endpoint::ceremony:
            return ceremony_route(route.key);
        case Endpoint::events:
            return PersonRoute{operate::RequestsAsk::type, false, true};
        case Endpoint::description:
        case Endpoint::encrypt:
        case Endpoint::decrypt:
        case Endpoint::renew_self:
        case Endpoint::health:
        case Endpoint::node_begin:
        case Endpoint::node_finish:
        case Endpoint::node_ask:
            return errors::front_people_route;
    }
    return errors::front_people_route;
}

Result<Bytes> read_ask_body(View body) {
    const auto value = wire::only_value(body, R"({"ask":")");
    if (!value) return errors::front_people_body;
    const auto ask = from_base64(*value);
    if (!ask) return errors::front_people_body;
    if (!wire::decode<operate::PersonAsk>(*ask)) return errors::front_people_ask;
    return Bytes(ask->begin(), ask->end());
}

Result<operate::PersonCarry> read_person_ask(const PersonRoute& route,
                                             const http::Exchange& exchange) {
    const auto& fields = exchange.fields();
    if (fields.is_doubled) return errors::front_people_doubled;
    if (!is_json(fields.content_type)) return errors::front_people_media;
    TRY(ask, read_ask_body(exchange.body()));
    TRY(check_idempotency(route, ask, fields.idempotency_key));
    return operate::PersonCarry{route.type, std::move(ask), exchange.peer()};
}

std::uint16_t status_of(const Error& error) {
    if (error.is(errors::front_people_route)) return 404;
    return error.is(errors::front_people_media) ? 415 : 400;
}

WipedBytes answer_body(View answer) {
    constexpr std::string_view prefix = R"({"answer":")";
    constexpr std::string_view suffix = R"("})";
    WipedBytes json;
    json.reserve(prefix.size() + answer.size() / 3 * 4 + 4 + suffix.size());
    json.insert(json.end(), prefix.begin(), prefix.end());
    append_base64(json, answer);
    json.insert(json.end(), suffix.begin(), suffix.end());
    return json;
}

}  // namespace sealwright::front
