#include "people_keeper.hpp"

#include "sealwright/config/toml/contexts.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/operate/founding_messages.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "sealwright/operate/roster_messages.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace sealwright::cli_test {
namespace {

constexpr crypto::Effort least{2, 64 * 1024};
const std::vector<std::string> names{"ana", "bea", "cem"};

std::uint64_t now_ms() {
    return SystemClock().now().wall_ms;
}

// The key that the person's file holds.
crypto::PublicKey key_in(const std::string& path, const std::string& name) {
    SystemRandom random;
    auto file = person::KeyFile::make(name, view_of(passphrase), least, random);
    REQUIRE(file.ok());
    const auto bytes = file->bytes();
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::FILE* out = std::fopen(path.c_str(), "wb");
    REQUIRE(out != nullptr);
    std::fwrite(bytes.data(), 1, bytes.size(), out);
    std::fclose(out);
    ::chmod(path.c_str(), 0600);
    return file->key();
}

}  // namespace

Variable::Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
}
Variable::~Variable() {
    ::unsetenv(name_);
}

PeopleKeeper::PeopleKeeper() {
    std::vector<ceremony::Person> persons;
    for (const auto& name : names) {
        const auto key = key_in(home(name) + "/" + name + ".key", name);
        persons.push_back({ceremony::person_id(name, key),
                           name,
                           ceremony_test::roles_of({ceremony::Role::operator_}),
                           0,
                           {{key, 1, 0}}});
        write_context(context(name), name);
    }
    auto made = ceremony::Roster::make({2, 3, 0}, persons);
    REQUIRE(made.ok());
    roster = *made;
    service.on<operate::PersonAsk>([this](const auto& ask) { return answer(ask); });
}

std::string PeopleKeeper::home(const std::string& person) const {
    return service.folder().path("home-" + person);
}

config::Context PeopleKeeper::context(const std::string& person, bool is_pinned) const {
    config::Context context;
    context.name = "lab";
    context.key = home(person) + "/" + person + ".key";
    if (is_pinned) {
        context.pin = config::Pin{place().installation, place().environment, identity_.key()};
    }
    return context;
}

void PeopleKeeper::write_context(const config::Context& context, const std::string& person) const {
    const auto folder = home(person) + "/sealwright";
    std::filesystem::create_directories(folder);
    const auto name = "home-" + person + "/sealwright/contexts.toml";
    service.folder().write(name, config::contexts_toml({context.name, {context}}));
    ::chmod(service.folder().path(name).c_str(), 0600);
}

Ran PeopleKeeper::run(const std::string& person, std::vector<std::string> words) {
    // The same for a second key, where a command makes or opens one.
    return run_typing(person, std::move(words), std::string(passphrase) + "\n" + passphrase);
}

Ran PeopleKeeper::run_typing(const std::string& person,
                             std::vector<std::string> words,
                             const std::string& typed) {
    const Variable where("XDG_CONFIG_HOME", home(person));
    words.insert(words.end(), {"--passphrase-fd", "0"});
    return service.run(std::move(words), typed);
}

Ran PeopleKeeper::run_json(const std::string& person, std::vector<std::string> words) {
    words.insert(words.end(), {"--format", "json"});
    return run(person, std::move(words));
}

Reply PeopleKeeper::answer(const operate::PersonAsk& ask) {
    const auto digest = crypto::th("person-ask", {ask.question});
    REQUIRE(crypto::verify(ask.key, digest, ask.signature).ok());
    const auto question = wire::decode<operate::Question>(ask.question);
    REQUIRE(question.ok());
    questions.push_back(question->type);
    const auto& people = founding ? founding->roster : *roster;
    if (people.owner_of(ask.key) == nullptr) return refuse(3203, "not known here", "check the key");
    auto reply = answer_plain(*question);

    operate::PersonAnswer answer{reply.type, std::move(reply.body), now_ms(), {}};
    wire::Writer writer;
    writer.raw(digest);
    writer.u16(answer.answer_type);
    writer.u64(answer.wall_ms);
    answer.signature = identity_.sign(crypto::th("person-answer", {writer.view(), answer.body}));
    spoil(answer);
    return cli_test::reply(answer);
}

Reply PeopleKeeper::answer_plain(const operate::Question& question) {
    const auto other = also.find(question.type);
    if (other != also.end()) return other->second(question.body);
    switch (question.type) {
        case operate::RosterAsk::type:
            return reply(operate::RosterShown{wire::encode_public(*roster), 1});
        case operate::VaultsAsk::type:
            return reply(operate::Vaults{});
        case operate::ProposeAsk::type:
            return propose(*wire::decode<operate::ProposeAsk>(question.body));
        case operate::DecideAsk::type:
            return decide(*wire::decode<operate::DecideAsk>(question.body));
        case operate::FoundingAsk::type:
            return founding_shown();
        case operate::FoundingSignAsk::type: {
            const auto ask = wire::decode<operate::FoundingSignAsk>(question.body);
            const auto act = wire::decode<ceremony::SignedAct>(ask->act);
            const auto checked = founding->check(*act, now_ms());
            if (!checked) return reply(claims::Refusal(checked.error()));
            founding_acts.push_back(*act);
            return founding_shown();
        }
        case operate::RequestAsk::type: {
            const auto ask = wire::decode<operate::RequestAsk>(question.body);
            for (const auto& each : requests) {
                if (each.id.bytes() == ask->request) return shown(each);
            }
            return refuse(3221, "there is no such request", "see `sealwright request ls --all`");
        }
        case operate::RequestsAsk::type: {
            const auto ask = wire::decode<operate::RequestsAsk>(question.body);
            operate::Requests page;
            for (const auto& each : requests) {
                if (ask->open_only && !each.is_open()) continue;
                page.requests.push_back({wire::encode_public(each), 0, 0});
            }
            return reply(page);
        }
        default:
            return refuse(2404, "nobody expected this", "look at the test");
    }
}

Reply PeopleKeeper::propose(const operate::ProposeAsk& ask) {
    const ceremony::Proposal proposal{
        {ask.plan_type, ask.plan_body}, ask.nonce, *wire::decode<ceremony::SignedAct>(ask.act)};
    const auto attempt = proposal.act.act.attempt;
    auto terms = ceremony_test::two_operators;
    if (ask.plan_type == operate::PersonKeyRevokeAsk::type) terms.needed = 1;
    auto made = ceremony::Request::propose(place(), *roster, terms, proposal, attempt, now_ms());
    if (!made) return reply(claims::Refusal(made.error()));
    requests.push_back(*made);
    if (requests.back().is_ready(*roster, now_ms())) carry_out(requests.back());
    return shown(requests.back());
}

void PeopleKeeper::carry_out(ceremony::Request& request) {
    carried_out.push_back(request.plan);
    request.commit(now_ms());
    if (request.plan.type == operate::PersonKeyAddAsk::type) {
        const auto ask = wire::decode<operate::PersonKeyAddAsk>(request.plan.body);
        roster = *roster->with_key(ask->name, {ask->key.key, now_ms(), 0});
    }
    if (request.plan.type == operate::PersonKeyRevokeAsk::type) {
        const auto ask = wire::decode<operate::PersonKeyRevokeAsk>(request.plan.body);
        roster = *roster->without_key(ask->name, ask->key, now_ms());
    }
}

Reply PeopleKeeper::decide(const operate::DecideAsk& ask) {
    const auto act = wire::decode<ceremony::SignedAct>(ask.act);
    for (auto& each : requests) {
        if (each.id.bytes() != ask.request) continue;
        const auto decided = each.decide(place(), *roster, *act, ask.reason, now_ms());
        if (!decided) return reply(claims::Refusal(decided.error()));
        if (each.is_ready(*roster, now_ms())) carry_out(each);
        return shown(each);
    }
    return refuse(3221, "there is no such request", "see `sealwright request ls --all`");
}

Reply PeopleKeeper::shown(const ceremony::Request& request) const {
    const auto approvals = static_cast<std::uint8_t>(request.approvals(*roster));
    return reply(operate::RequestShown{wire::encode_public(request), approvals, 0});
}

Reply PeopleKeeper::founding_shown() const {
    operate::FoundingShown shown;
    if (founding) shown.plan = wire::encode_public(*founding);
    for (const auto& act : founding_acts) shown.has_signed.push_back(act.act.person);
    shown.is_done = founding && ceremony::is_signed_by_all(*founding, founding_acts);
    return reply(shown);
}

}  // namespace sealwright::cli_test
