#include "person_desk.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/question.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/operate/routes.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/store/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::keeper {
namespace {

constexpr std::uint16_t http_ok = 200;

struct Status {
    std::uint16_t status;
    const ErrorSpec* of;
};

constexpr std::array statuses{
    Status{400, &errors::question_elsewhere},
    Status{400, &errors::ask_unknown},
    Status{401, &errors::person_unknown},
    Status{404, &errors::request_unknown},
    Status{404, &errors::ceremony_unknown},
    Status{409, &errors::ceremony_open},
    Status{409, &errors::drill_open},
    Status{409, &errors::drill_over},
    Status{409, &errors::ceremony_step},
    Status{409, &errors::ceremony_contributed},
    Status{404, &errors::vault_unknown},
    Status{404, &errors::node_not_found},
    Status{404, &errors::person_removed},
    Status{404, &errors::founding_absent},
    Status{404, &errors::baseline_unknown},
    Status{404, &errors::anchor_unknown},
    Status{409, &errors::decided_already},
    Status{409, &errors::anchor_accepted_already},
    Status{409, &errors::request_over},
    Status{409, &errors::confirmed_already},
    Status{409, &errors::vault_exists},
    Status{409, &errors::vault_held_already},
    Status{409, &errors::node_exists},
    Status{409, &errors::person_name_taken},
    Status{409, &errors::person_key_taken},
    Status{409, &errors::policy_moved},
    Status{409, &errors::policy_same},
    Status{409, &errors::founded_already},
    Status{409, &errors::question_again},
    Status{409, &errors::name_alike},
    Status{429, &errors::requests_full},
    Status{503, &errors::keeper_locked},
    Status{503, &errors::busy},
    Status{503, &errors::clock_behind},
    Status{503, &errors::commit_failed},
    Status{503, &errors::commit_contended},
    Status{503, &errors::store_unreachable},
    Status{503, &errors::tokens_too_few},
    Status{503, &errors::tokens_all_needed},
};

// What cannot be read has a code of the encoding's hundred.
std::uint16_t status_of(std::uint16_t code) {
    constexpr std::uint16_t unreadable = 400;
    constexpr std::uint16_t refused = 403;
    constexpr std::uint16_t wire_hundred = 11;
    for (const auto& each : statuses) {
        if (each.of->code == code) return each.status;
    }
    return code / 100 == wire_hundred ? unreadable : refused;
}

bool is_of_founding(std::uint16_t type) {
    return type == operate::FoundingAsk::type || type == operate::FoundingSignAsk::type;
}

bool is_recovery(std::uint16_t type) {
    return type == operate::RecoveryAsk::type || type == operate::RecoveryGiveAsk::type;
}

// What a person may ask for without an act: it changes nothing, or brings an act of its own.
OperatorAsk unsigned_ask(const operate::Question& question, const ceremony::Person& person) {
    return {question.type, question.body, {claims::PersonOrigin{person.name, {}}}};
}

}  // namespace

const ceremony::Person* PersonDesk::owner_of(const crypto::PublicKey& key) const {
    const auto& state = core_.state();
    if (state.is_founded()) return state.roster.roster.owner_of(key);
    return state.founding ? state.founding->plan.roster.owner_of(key) : nullptr;
}

// Before there is an installation a founder cannot name it, nor after it when the answer to the
// last signature was lost: what a founder asks changes nothing then.
bool PersonDesk::is_for_us(const operate::Question& question) const {
    const auto& state = core_.state();
    const InstallationId asked(question.installation);
    if (!asked.is_set()) return !state.is_founded() || is_of_founding(question.type);
    if (!state.is_founded()) {
        return state.founding && asked == state.founding->plan.installation;
    }
    return asked == state.installation->id &&
           question.environment == state.installation->provenance.environment;
}

Result<void> PersonDesk::check_fresh(const operate::Question& question,
                                     const crypto::PublicKey& key) {
    const auto wall_ms = core_.now().wall_ms;
    const auto apart = std::max(wall_ms, question.wall_ms) - std::min(wall_ms, question.wall_ms);
    if (apart > apart_max_ms) return errors::question_old;
    auto& taken = nonces_[key];
    std::erase_if(taken, [&](const auto& each) { return each.second < wall_ms; });
    if (taken.contains(question.nonce)) return errors::question_again;
    if (taken.size() >= nonces_of_key_max) return errors::busy;
    // By its arrival, whatever time it names: else an old one would be forgotten at once.
    taken.emplace(question.nonce, wall_ms + 2 * apart_max_ms);
    return done;
}

// Who is not known hears the same, whatever it is that is not right.
Result<operate::PersonAnswer> PersonDesk::answer(const operate::PersonAsk& ask,
                                                 std::optional<std::uint16_t> route) {
    const auto digest = ceremony::question_digest(ask.question);
    const auto question = wire::decode<operate::Question>(ask.question);
    const bool is_of_recovery = question && is_recovery(question->type);
    if (core_.phase() == Phase::locked && !is_of_recovery) return errors::keeper_locked;
    if (!crypto::verify(ask.key, digest, ask.signature)) return errors::person_unknown;
    if (is_of_recovery) return answer_custodian(ask, *question, route);
    if (!question || !is_for_us(*question)) return errors::person_unknown;
    const auto* person = owner_of(ask.key);
    if (person == nullptr) return errors::person_unknown;

    const auto known = *person;  // What is carried out may change the roster.
    const auto is_sent_right = check_route(*question, route);
    const auto fresh = is_sent_right ? check_fresh(*question, ask.key) : is_sent_right;
    auto reply = fresh ? reply_to(*question, known, ask.key) : Result<Reply>(fresh.error());
    if (!reply) return sign(digest, reply_with(claims::Refusal(reply.error())));
    return sign(digest, *std::move(reply));
}

Result<operate::PersonAnswer> PersonDesk::answer_custodian(const operate::PersonAsk& ask,
                                                           const operate::Question& question,
                                                           std::optional<std::uint16_t> route) {
    auto* asked = operating_.gathering();
    return asked != nullptr ? answer_giver(*asked, ask, question, route)
                            : answer_giver(operating_.recovery(), ask, question, route);
}

template <class Desk>
Result<operate::PersonAnswer> PersonDesk::answer_giver(Desk& recovery,
                                                       const operate::PersonAsk& ask,
                                                       const operate::Question& question,
                                                       std::optional<std::uint16_t> route) {
    if (!recovery.is_for_us(question) || !recovery.knows(ask.key)) return errors::person_unknown;
    TRY(check_route(question, route));
    const auto answer = [&]() -> Result<Reply> {
        TRY(check_fresh(question, ask.key));
        if (question.type == operate::RecoveryAsk::type) return recovery.shown();
        TRY(give, wire::decode<operate::RecoveryGiveAsk>(question.body));
        return recovery.give(give, ask);
    };
    const auto digest = ceremony::question_digest(ask.question);
    auto reply = answer();
    if (!reply) return sign(digest, reply_with(claims::Refusal(reply.error())));
    return sign(digest, *std::move(reply));
}

void PersonDesk::step() {
    requests_.step();
    ceremonies_.step();
    operating_.recovery().step();
    operating_.drill().step();
    operating_.root_opening().look_after();
}

// The matrix decides by what is signed; a path that says something else would mislead whoever reads
// the front's log.
Result<void> PersonDesk::check_route(const operate::Question& question,
                                     std::optional<std::uint16_t> route) {
    if (!route) return done;
    auto type = question.type;
    if (type == operate::ProposeAsk::type) {
        TRY(ask, wire::decode<operate::ProposeAsk>(question.body));
        type = ask.plan_type;
    }
    if (type != *route) return errors::question_elsewhere;
    return done;
}

operate::PersonCarried PersonDesk::carried(const operate::PersonCarry& carry) {
    const auto ask = wire::decode<operate::PersonAsk>(carry.ask);
    auto answer =
        ask ? this->answer(*ask, carry.route) : Result<operate::PersonAnswer>(ask.error());
    if (!answer) {
        const claims::Refusal refusal(answer.error());
        return {status_of(refusal.code), operate::Carried::refusal, wire::encode(refusal)};
    }
    if (answer->answer_type != claims::Refusal::type) {
        return {http_ok, operate::Carried::answer, wire::encode(*answer)};
    }
    const auto refusal = wire::decode<claims::Refusal>(answer->body);
    check(refusal.ok());
    if (core_.phase() == Phase::open) {
        return {status_of(refusal->code), operate::Carried::signed_refusal, wire::encode(*answer)};
    }
    return {status_of(refusal->code), operate::Carried::refusal, std::move(answer->body)};
}

Result<Reply> PersonDesk::read(const operate::Question& question, const ceremony::Person& person) {
    const auto* route = operate::route_of(question.type);
    if (route == nullptr || route->effect != operate::Effect::read) return errors::ask_unknown;
    if ((route->roles & person.roles.bits()) == 0) {
        return Error(errors::person_role_missing, {fact("roles", person.roles.str())});
    }
    return operating_.carry_out(unsigned_ask(question, person));
}

Result<Reply> PersonDesk::reply_to(const operate::Question& question,
                                   const ceremony::Person& person,
                                   const crypto::PublicKey& key) {
    const auto type = question.type;
    if (is_of_founding(type)) {
        return operating_.carry_out(unsigned_ask(question, person));
    }
    if (!core_.state().is_founded()) return errors::found_first;
    if (type == operate::ProposeAsk::type) {
        TRY(ask, wire::decode<operate::ProposeAsk>(question.body));
        return requests_.propose(ask, key);
    }
    if (type == operate::DecideAsk::type) {
        TRY(ask, wire::decode<operate::DecideAsk>(question.body));
        return requests_.decide(ask, key);
    }
    if (type == operate::CeremonyActAsk::type) {
        TRY(ask, wire::decode<operate::CeremonyActAsk>(question.body));
        return ceremonies_.act(ask, key);
    }
    if (type == operate::HeldChallengeAsk::type) return holding_.challenge(person.name);
    if (type == operate::HeldAsk::type) {
        TRY(ask, wire::decode<operate::HeldAsk>(question.body));
        return holding_.prove(person.name, ask);
    }
    return read(question, person);
}

// In an installation that is not founded yet there is an identity in the plan, and no key that is
// open: its founders compare words.
operate::PersonAnswer PersonDesk::sign(const Digest& question, Reply reply) const {
    operate::PersonAnswer answer;
    answer.answer_type = reply.type;
    answer.body = std::move(reply.body);
    answer.wall_ms = core_.now().wall_ms;
    if (core_.phase() == Phase::open) {
        answer.signature = crypto::Signer::sign(
            core_.identity(),
            ceremony::answer_digest(question, answer.answer_type, answer.body, answer.wall_ms));
    }
    return answer;
}

}  // namespace sealwright::keeper
