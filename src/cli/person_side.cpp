#include "person_side.hpp"

#include "errors.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/question.hpp"
#include "sealwright/operate/founding_messages.hpp"

namespace sealwright::cli {
namespace {

constexpr std::uint64_t hour_ms = std::uint64_t{60} * 60 * 1000;

bool is_founding(std::uint16_t type) {
    return type == operate::FoundingAsk::type || type == operate::FoundingSignAsk::type;
}

}  // namespace

Outcome<Message> expect(Message message, std::uint16_t answer_type) {
    if (message.type == claims::Refusal::type) {
        TRY(refusal, wire::decode<claims::Refusal>(message.body));
        return Failure(refusal);
    }
    if (message.type != answer_type) {
        return Error(errors::cli_answer_unexpected, {fact("type", std::uint64_t{message.type})});
    }
    return message;
}

Outcome<Message> PersonSide::ask(std::uint16_t type,
                                 View body,
                                 std::uint16_t answer_type,
                                 std::uint64_t within_ms) {
    const auto* route = operate::route_of(type);
    const bool is_local = route == nullptr || route->effect == operate::Effect::local;
    if (is_local && !is_founding(type)) return errors::cli_person_local;
    if (!is_local && route->effect != operate::Effect::read) {
        return propose(*route, body, answer_type);
    }
    TRY(message, send(path_of(type), type, body, within_ms));
    return expect(std::move(message), answer_type);
}

std::string PersonSide::path_of(std::uint16_t type) {
    if (type == operate::DecideAsk::type) return "/v1/acts";
    if (type == operate::HeldChallengeAsk::type) return "/v1/ceremonies/challenge";
    if (type == operate::HeldAsk::type) return "/v1/ceremonies/prove";
    if (type == operate::CeremonyActAsk::type) return "/v1/ceremonies/act";
    if (type == operate::FoundingAsk::type) return "/v1/founding/show";
    if (type == operate::FoundingSignAsk::type) return "/v1/founding/sign";
    const auto* route = operate::route_of(type);
    return "/v1/queries/" + std::string(route == nullptr ? "" : route->name);
}

// Whoever carried the question may have asked it before us, and give us the refusal of the second
// time: what has become of it the service then says to a new one, since an act is taken once.
Outcome<Message> PersonSide::send(const std::string& path,
                                  std::uint16_t type,
                                  View body,
                                  std::uint64_t within_ms) {
    TRY(first, send_once(path, type, body, within_ms));
    if (first.type != claims::Refusal::type) return std::move(first);
    TRY(refusal, wire::decode<claims::Refusal>(first.body));
    if (refusal.code != errors::question_again.code) return std::move(first);
    return send_once(path, type, body, within_ms);
}

Outcome<Message> PersonSide::send_once(const std::string& path,
                                       std::uint16_t type,
                                       View body,
                                       std::uint64_t within_ms) {
    if (!pin_ && !is_founding(type)) return errors::cli_context_unpinned;
    operate::Question question;
    if (pin_) {
        question.installation = pin_->installation.bytes();
        question.environment = pin_->environment;
    }
    question.wall_ms = clock_.now().wall_ms;
    random_.fill(question.nonce);
    question.type = type;
    question.body.assign(body.begin(), body.end());

    const auto statement = person::Statement::of(question);
    operate::PersonAsk ask;
    ask.question = statement.bytes();
    ask.key = signer_->key();
    TRY(signature, signer_->sign(statement));
    ask.signature = signature;
    TRY(message, way_.exchange(path, operate::PersonAsk::type, wire::encode(ask), within_ms));
    return believed(ask, std::move(message));
}

// An unsigned Refusal is the local socket's, to whoever is not known there; over HTTPS none comes
// so far, and what is refused to a person who is known is signed like every answer.
Outcome<Message> PersonSide::believed(const operate::PersonAsk& ask, Message message) const {
    if (message.type == claims::Refusal::type) return message;
    if (message.type != operate::PersonAnswer::type) return errors::cli_answer_forged;
    auto answer = wire::decode<operate::PersonAnswer>(message.body);
    if (!answer) return errors::cli_answer_forged;
    if (pin_) {
        const auto digest = ceremony::answer_digest(ceremony::question_digest(ask.question),
                                                    answer->answer_type,
                                                    answer->body,
                                                    answer->wall_ms);
        if (!crypto::verify(pin_->identity, digest, answer->signature)) {
            return errors::cli_answer_unsigned;
        }
    }
    return Message{answer->answer_type, std::move(answer->body)};
}

Outcome<ceremony::Roster> PersonSide::roster() {
    TRY(shown, question<operate::RosterShown>(operate::RosterAsk{}));
    TRY(roster, wire::decode<ceremony::Roster>(shown.roster));
    return std::move(roster);
}

Outcome<ceremony::Request> PersonSide::request(const RequestId& id) {
    TRY(shown, question<operate::RequestShown>(operate::RequestAsk{id.bytes()}));
    TRY(request, wire::decode<ceremony::Request>(shown.request));
    if (request.id != id) return errors::cli_answer_forged;
    return std::move(request);
}

Result<ceremony::SignedAct> PersonSide::sign(const ceremony::Act& act) {
    TRY(signature, signer_->sign(person::Statement::of(act)));
    return ceremony::SignedAct{act, signer_->key(), signature};
}

// This person's, in the first of these roles that they have.
Outcome<ceremony::Act> PersonSide::act_of(const ceremony::Roster& roster,
                                          ceremony::Roles roles) const {
    const auto* person = roster.owner_of(signer_->key());
    if (person == nullptr) return errors::person_unknown;
    ceremony::Act act;
    act.installation = pin_->installation;
    act.environment = pin_->environment;
    act.person = person->name;
    act.index = roster.index_of(*person);
    act.epoch = roster.epoch();
    const ceremony::Roles both(static_cast<std::uint8_t>(person->roles.bits() & roles.bits()));
    const auto role = both.first();
    if (!role) return Error(errors::person_role_missing, {fact("person", person->name)});
    act.role = *role;
    return act;
}

Outcome<ceremony::Request> PersonSide::decide(const ceremony::Request& request,
                                              ceremony::Choice choice,
                                              const std::string& reason) {
    TRY(people, roster());
    TRY(act, act_of(people, ceremony::deciders(choice)));
    act.ceremony = request.id.bytes();
    act.attempt = request.attempt;
    act.plan = request.plan.digest();
    act.choice = choice;
    act.contribution = ceremony::reason_digest(reason);
    act.expiry_ms = request.expiry_ms;
    TRY(signed_act, sign(act));
    const operate::DecideAsk ask{request.id.bytes(), reason, wire::encode_public(signed_act)};
    TRY(shown, question<operate::RequestShown>(ask));
    TRY(decided, wire::decode<ceremony::Request>(shown.request));
    return std::move(decided);
}

Outcome<operate::HeldChallenge> PersonSide::challenge() {
    return question<operate::HeldChallenge>(operate::HeldChallengeAsk{});
}

Outcome<operate::Custodians> PersonSide::prove(const operate::HeldAsk& ask) {
    return question<operate::Custodians>(ask);
}

Outcome<operate::CeremonyShown> PersonSide::act_in(const ceremony::Ceremony& ceremony,
                                                   ceremony::Choice choice,
                                                   Bytes contribution,
                                                   const Digest& digest) {
    using ceremony::Choice;
    using ceremony::Role;
    if (!pin_) return errors::cli_context_unpinned;
    TRY(people, roster());
    ceremony::Roles roles;
    roles.add(choice == Choice::veto ? Role::operator_ : Role::custodian);
    TRY(act, act_of(people, roles));
    act.ceremony = ceremony.casting.id.bytes();
    act.attempt = ceremony.attempt;
    act.plan = ceremony.casting.plan;
    act.choice = choice;
    act.contribution = digest;
    act.expiry_ms = clock_.now().wall_ms + hour_ms;
    TRY(signed_act, sign(act));
    const operate::CeremonyActAsk ask{
        act.ceremony, std::move(contribution), wire::encode_public(signed_act)};
    return question<operate::CeremonyShown>(ask);
}

}  // namespace sealwright::cli
