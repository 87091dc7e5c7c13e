// The commands `init --founders`, `init --abandon`, `found`, `founding show` and `founding sign`.
#include "founding.hpp"

#include "certificates.hpp"
#include "confirm.hpp"
#include "contexts.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "person_files.hpp"
#include "policies.hpp"
#include "requests.hpp"
#include "run.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/founding.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/config/toml.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "sealwright/config/toml/roster.hpp"
#include "sealwright/person/errors.hpp"
#include "service.hpp"
#include "table.hpp"

#include <algorithm>
#include <filesystem>

namespace sealwright::cli {
namespace {

constexpr std::uint64_t act_lasts_ms = std::uint64_t{24} * 60 * 60 * 1000;

// Which file it was, before what was wrong in it.
Failure in_file(const std::string& path, const Error& error) {
    Failure failure(error);
    failure.what = path + ": " + failure.what;
    return failure;
}

Outcome<Bytes> policy_of(const std::string& named, const std::string& roster_path) {
    if (named.empty()) return Bytes();
    const std::filesystem::path given(named);
    const auto path =
        given.is_absolute() ? given : std::filesystem::path(roster_path).parent_path() / given;
    const auto policy = read_policy(path.string());
    if (!policy) return in_file(path.string(), policy.error());
    const auto sound = policy::lint(*policy);
    if (!sound) return in_file(path.string(), sound.error());
    return wire::encode_public(*policy);
}

Outcome<operate::FoundAsk> ask_of(const std::string& path) {
    const auto text = read_file(path, config::roster_file_max);
    if (!text) return text.error();
    const auto file = config::parse_roster(*text, SystemClock().now().wall_ms);
    if (!file) return in_file(path, file.error());
    operate::FoundAsk ask;
    ask.roster = wire::encode_public(file->roster);
    for (const auto& each : file->proofs) ask.proofs.push_back({each.key, each.proof});
    TRY(policy, policy_of(file->policy, path));
    ask.policy = policy;
    return ask;
}

Outcome<ceremony::FoundingPlan> plan_of(const operate::FoundingShown& shown) {
    if (shown.plan.empty() && shown.is_done) return errors::founded_already;
    if (shown.plan.empty()) return errors::founding_absent;
    TRY(plan, wire::decode<ceremony::FoundingPlan>(shown.plan));
    return std::move(plan);
}

std::string policy_text(const Bytes& policy) {
    if (policy.empty()) return "the built-in one, or the one that holds\n";
    const auto read = wire::decode<policy::ReleasePolicy>(policy);
    return read ? "\n" + config::release_policy_toml(*read) : "not readable by this release\n";
}

// All of the plan, as it is signed.
std::string text_of(const ceremony::FoundingPlan& plan, const operate::FoundingShown& shown) {
    auto text =
        pairs({{"installation", plan.installation.str()},
               {"environment", printable(plan.environment)},
               {"owner", printable(plan.owner)},
               {"threshold",
                std::to_string(plan.threshold) + " of " + std::to_string(plan.tokens) + " tokens"},
               {"service identity", ceremony::key_text(plan.identity)},
               {"made", time_for_people(plan.made_ms)},
               {"was solo", plan.was_solo ? "yes: one operator decided alone until now" : "no"},
               {"loosened while solo", plan.was_solo ? std::to_string(plan.loosenings) : ""}});
    for (const auto& each : shown.loosenings) text += "  " + printable(each) + "\n";
    Table people({"PERSON", "ROLES", "KEY", "SIGNED"});
    for (const auto& person : plan.roster.persons()) {
        const bool has = std::ranges::find(shown.has_signed, person.name) != shown.has_signed.end();
        for (const auto& key : person.keys) {
            people.add(
                {person.name, person.roles.str(), ceremony::key_text(key.key), has ? "yes" : "-"});
        }
    }
    const auto& rules = plan.roster.rules();
    text += "\n" + people.str() + "\n" +
            pairs({{"needed", std::to_string(rules.needed) + " operators"},
                   {"to overrule", std::to_string(rules.overrule)},
                   {"veto", std::to_string(rules.veto_s) + " s"}});
    return text + "policy: " + policy_text(plan.policy) +
           "\nwords: " + ceremony::spoken(plan.plan().digest()) + "\n";
}

Json texts(const std::vector<std::string>& list) {
    return Json::list_of(list, [](const auto& each) { return Json::text(each); });
}

Outcome<Answer> answer_of_founding(const Settings& settings, const operate::FoundingShown& shown) {
    TRY(plan, plan_of(shown));
    const auto digest = plan.plan().digest();
    const auto people = Json::list_of(plan.roster.persons(),
                                      [](const auto& person) { return Json::text(person.name); });
    const auto json = Json::object({{"installation", Json::text(plan.installation.str())},
                                    {"environment", Json::text(plan.environment)},
                                    {"identity", Json::text(ceremony::key_text(plan.identity))},
                                    {"plan_digest", Json::text(to_hex(digest))},
                                    {"words", Json::text(ceremony::spoken(digest))},
                                    {"persons", people},
                                    {"signed", texts(shown.has_signed)},
                                    {"was_solo", Json::boolean(plan.was_solo)},
                                    {"loosenings", texts(shown.loosenings)},
                                    {"done", Json::boolean(shown.is_done)},
                                    {"verifier_key", Json::text(shown.verifier_key)}});
    auto answer = answer_of(settings, json, text_of(plan, shown));
    answer.exit = shown.is_done ? Exit::ok : Exit::pending;
    answer.talk = shown.is_done
                      ? "Founded. Keep the verifier key outside this host.\n"
                      : "Each founder, on their own machine: sealwright founding sign --address "
                        "HOST:PORT --authority ca.pem --key FILE --name CONTEXT\n";
    return answer;
}

// The context in which it is signed: a new one, or the one that is used.
Outcome<config::Context> context_to_sign(const FoundingSign& command, const Settings& settings) {
    if (command.name.empty()) {
        TRY(used, context_in_use(settings));
        if (used && !used->key.empty()) return *used;
        return errors::cli_person_here;
    }
    TRY(require_name("context", command.name));
    TRY(contexts, load_contexts());
    if (command.name == local_context || contexts.find(command.name) != nullptr) {
        return Error(errors::cli_context_there, {fact("context", command.name)});
    }
    config::Context context;
    context.name = command.name;
    context.key = absolute_path(command.key);
    if (command.key.empty()) return Error(errors::cli_context_key, {fact("context", command.name)});
    if (command.address.empty()) return context;
    context.address = config::service_place(command.address);
    if (!context.address || command.authority.empty()) {
        return Error(
            errors::cli_usage,
            {fact("address", command.address), fact("allowed", "HOST:PORT, with --authority")});
    }
    context.authority = absolute_path(command.authority);
    return context;
}

Result<void> compare_words(const FoundingSign& command, const ceremony::FoundingPlan& plan) {
    const auto words = ceremony::spoken(plan.plan().digest());
    if (!command.words.empty()) {
        return command.words == words ? Result<void>(done) : Result<void>(errors::cli_words_other);
    }
    talk_now("Read these eight words to another founder, who reads theirs to you:\n  " + words +
             "\nAny difference means that one of you sees another plan.\n");
    return confirm("same");
}

Result<void> pin(config::Context context, const ceremony::FoundingPlan& plan) {
    auto loaded = load_contexts();
    if (!loaded) return Error(errors::cli_context_unsafe);
    context.pin = config::Pin{plan.installation, plan.environment, plan.identity};
    auto* present = loaded->find(context.name);
    if (present == nullptr) {
        loaded->contexts.push_back(context);
    } else {
        *present = context;
    }
    if (loaded->current.empty()) loaded->current = context.name;
    return store_contexts(*loaded);
}

}  // namespace

Outcome<Answer> found(const std::string& founders, const Settings& settings, Service& service) {
    TRY(ask, ask_of(founders));
    TRY(shown, service.ask<operate::FoundingShown>(ask, Service::init_deadline_ms));
    return answer_of_founding(settings, shown);
}

Outcome<Answer> run(const Found& command, const Settings& settings) {
    TRY(service, Service::connect_locally(settings));
    return found(command.founders, settings, service);
}

Outcome<Answer> run(const FoundingAbandon&, const Settings& settings) {
    TRY(service, Service::connect_locally(settings));
    TRY(service.ask<operate::FoundingShown>(operate::FoundingAbandonAsk{}));
    auto answer = answer_of(settings, Json::object({{"abandoned", Json::boolean(true)}}), "");
    answer.talk = "The founding is given up: there is no installation, and no key of one.\n";
    return answer;
}

Outcome<Answer> run(const FoundingShow&, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::FoundingShown>(operate::FoundingAsk{}));
    return answer_of_founding(settings, shown);
}

Outcome<Answer> run(const FoundingSign& command, const Settings& settings) {
    TRY(context, context_to_sign(command, settings));
    auto unpinned = context;
    unpinned.pin.reset();  // What is signed is what the words say, not what was pinned before.
    TRY(service, Service::connect(unpinned, settings));
    auto& person = *service.person();
    TRY(shown, service.ask<operate::FoundingShown>(operate::FoundingAsk{}));
    TRY(plan, plan_of(shown));
    const auto* founder = plan.roster.owner_of(person.signer().key());
    if (founder == nullptr) {
        return Error(errors::key_of_other, {fact("key of", person.signer().name())});
    }
    talk_now(text_of(plan, shown));
    TRY(compare_words(command, plan));
    TRY(act, plan.act_of(founder->name, SystemClock().now().wall_ms + act_lasts_ms));
    TRY(signed_act, person.sign(act));
    const operate::FoundingSignAsk ask{wire::encode_public(signed_act)};
    TRY(after, service.ask<operate::FoundingShown>(ask));
    TRY(pin(context, plan));
    TRY(answer, answer_of_founding(settings, after.plan.empty() ? shown : after));
    answer.exit = after.is_done ? Exit::ok : Exit::pending;
    answer.talk = "Signed. The context " + context.name +
                  " now believes this service alone: " + ceremony::key_text(plan.identity) + "\n" +
                  (after.is_done ? "All have signed: the installation is founded.\n"
                                 : "The others have to sign too.\n");
    return std::move(answer);
}

}  // namespace sealwright::cli
