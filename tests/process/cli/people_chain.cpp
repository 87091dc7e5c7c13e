#include "people_chain.hpp"

#include <doctest/doctest.h>

namespace sealwright::cli_test {
namespace {

void add_acts(std::vector<journal::Field>& fields, const std::vector<SignedAct>& acts) {
    wire::Writer writer;
    wire::write_list(writer, acts);
    journal::add_bytes(fields, "acts", writer.view());
}

std::string approvers(const std::vector<SignedAct>& acts) {
    std::string names;
    for (const auto& act : acts) {
        if (act.act.choice != Choice::approve) continue;
        names += (names.empty() ? "" : ", ") + act.act.person;
    }
    return names;
}

}  // namespace

PeopleChain::PeopleChain(ceremony::Rules rules) {
    roster = make(rules);
    founding.installation = ceremony_test::here().installation;
    founding.environment = ceremony_test::here().environment;
    founding.roster = roster;
    founding.made_ms = chain.wall_ms;
}

const ceremony_test::Key& PeopleChain::key_of(std::string_view name) const {
    return name == "ana"   ? ana
           : name == "bea" ? bea
           : name == "cem" ? cem
           : name == "dan" ? dan
                           : eva;
}

std::vector<SignedAct> PeopleChain::founders() const {
    std::vector<SignedAct> acts;
    for (const auto* name : {"ana", "bea", "cem", "dan", "eva"}) {
        acts.push_back(key_of(name).sign(*founding.act_of(name, chain.wall_ms + hour_ms)));
    }
    return acts;
}

void PeopleChain::found(const std::vector<SignedAct>& acts) {
    std::vector<journal::Field> fields;
    journal::add_bytes(fields, "plan", wire::encode_public(founding));
    add_acts(fields, acts);
    chain.add(journal::Kind::founded, fields);
}

RequestId PeopleChain::id_of(const Plan& plan, std::string_view proposer) {
    return ceremony::request_id(plan, proposer, {9});
}

ceremony::Act PeopleChain::act_of(std::string_view name, const Plan& of, Choice choice) const {
    auto act = ceremony_test::act_by(roster, name, choice);
    act.plan = of.digest();
    act.ceremony = id_of(of, "ana").bytes();
    act.expiry_ms = chain.wall_ms + 24 * hour_ms;
    return act;
}

std::vector<SignedAct> PeopleChain::by(const std::vector<std::string_view>& names,
                                       const Plan& of,
                                       std::uint32_t attempt) const {
    std::vector<SignedAct> acts;
    for (const auto name : names) {
        auto act = act_of(name, of);
        act.attempt = attempt;
        acts.push_back(sign(act));
    }
    return acts;
}

void PeopleChain::tell(const Said& said, const Plan& of, const std::vector<SignedAct>& acts) {
    const RequestId id(acts.front().act.ceremony);
    std::vector<journal::Field> fields{{"what", said.words}, {"request", id.str()}};
    if (said.roster) journal::add_bytes(fields, "roster", wire::encode_public(*said.roster));
    add_acts(fields, acts);
    fields.push_back({"plan", of.digest()});
    const auto& shown = said.shown != nullptr ? *said.shown : of;
    journal::add_bytes(fields, "plan", wire::encode_public(shown));
    const auto names = said.names.value_or(approvers(acts));
    chain.add(journal::Kind::act, fields, claims::Origin{claims::PersonOrigin{names, id.bytes()}});
}

void PeopleChain::change_people(const std::string& words,
                                const Plan& of,
                                const ceremony::Roster& next) {
    tell(Said{words, nullptr, next, std::nullopt}, of, by({"ana", "bea"}, of));
    roster = next;
}

Ran PeopleChain::verify(const std::vector<std::string>& more) {
    chain.add_checkpoint();
    const Folder folder;
    folder.write("bundle", chain.bundle());
    std::vector<std::string> words{"journal",
                                   "verify",
                                   folder.path("bundle"),
                                   "--socket",
                                   folder.path("nobody.sock"),
                                   "--key",
                                   chain.verifier_key()};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
}

void PeopleChain::check_holds() {
    const auto ran = verify();
    CHECK_MESSAGE(ran.exit == 0, ran.talk);
}

void PeopleChain::check_refused(std::string_view why) {
    const auto ran = verify();
    CHECK(ran.exit == 13);
    CHECK_MESSAGE(ran.talk.find(why) != std::string::npos, ran.talk);
}

}  // namespace sealwright::cli_test
