// The commands `context add|list|show|use|remove`.
#include "contexts.hpp"
#include "errors.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/journal/note.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

std::string way_of(const config::Context& context) {
    return context.address ? config::str_of(*context.address) : "local socket";
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json::null() : Json::text(text);
}

Json json_of(const config::Context& context, bool is_current) {
    const auto& pin = context.pin;
    return Json::object(
        {{"name", Json::text(context.name)},
         {"current", Json::boolean(is_current)},
         {"address", context.address ? Json::text(way_of(context)) : Json::null()},
         {"authority", text_or_null(context.authority)},
         {"key", text_or_null(context.key)},
         {"installation", pin ? Json::text(pin->installation.str()) : Json::null()},
         {"environment", pin ? Json::text(pin->environment) : Json::null()},
         {"identity", pin ? Json::text(ceremony::key_text(pin->identity)) : Json::null()}});
}

Answer answer_of_contexts(const Settings& settings, const config::Contexts& contexts) {
    const auto list = Json::list_of(contexts.contexts, [&](const auto& each) {
        return json_of(each, each.name == contexts.current);
    });
    Table table({"CONTEXT", "IN USE", "WHERE", "ENVIRONMENT", "KEY"});
    for (const auto& each : contexts.contexts) {
        table.add({each.name,
                   each.name == contexts.current ? "yes" : "-",
                   way_of(each),
                   each.pin ? each.pin->environment : "not pinned yet",
                   each.key.empty() ? "-" : each.key});
    }
    const auto text = contexts.contexts.empty() ? "There is no context.\n" : table.str();
    return answer_of(settings, Json::object({{"contexts", list}}), text);
}

// "sealwright/<installation>/<instance>" and the key, as `init` printed them.
Result<config::Pin> pin_of(const ContextAdd& command) {
    TRY(verifier, journal::VerifierKey::parse(command.verifier));
    const auto id = journal::installation_in(verifier.name);
    if (!id) return Error(errors::cli_usage, {fact("verifier", command.verifier)});
    if (command.environment.empty()) {
        return Error(errors::cli_usage, {fact("why", "--verifier needs --environment")});
    }
    return config::Pin{*id, command.environment, verifier.key};
}

Result<config::Context> context_of(const ContextAdd& command) {
    config::Context context;
    context.name = command.name;
    if (!command.address.empty()) {
        context.address = config::service_place(command.address);
        if (!context.address) {
            return Error(errors::cli_usage,
                         {fact("address", command.address), fact("allowed", "HOST:PORT")});
        }
        if (command.authority.empty()) {
            return Error(errors::cli_usage, {fact("why", "--address needs --authority")});
        }
        context.authority = absolute_path(command.authority);
    }
    if (!command.key.empty()) context.key = absolute_path(command.key);
    if (command.verifier.empty()) return context;
    TRY(pin, pin_of(command));
    context.pin = pin;
    return context;
}

}  // namespace

Outcome<Answer> run(const ContextAdd& command, const Settings& settings) {
    TRY(require_name("context", command.name));
    TRY(context, context_of(command));
    TRY(contexts, load_contexts());
    if (command.name == local_context || contexts.find(command.name) != nullptr) {
        return Error(errors::cli_context_there, {fact("context", command.name)});
    }
    contexts.contexts.push_back(context);
    TRY(store_contexts(contexts));
    auto answer = answer_of_contexts(settings, contexts);
    answer.talk = context.pin ? "Next: sealwright context use " + command.name + "\n"
                              : "Next: sealwright --context " + command.name + " founding show\n";
    return answer;
}

Outcome<Answer> run(const ContextList&, const Settings& settings) {
    TRY(contexts, load_contexts());
    return answer_of_contexts(settings, contexts);
}

Outcome<Answer> run(const ContextShow& command, const Settings& settings) {
    auto asked = settings;
    if (!command.name.empty()) asked.context = command.name;
    TRY(context, context_in_use(asked));
    if (!context) {
        return answer_of(settings,
                         Json::object({{"name", Json::null()}}),
                         pairs({{"where", "local socket " + settings.socket}}));
    }
    const auto& pin = context->pin;
    const auto text = pairs({{"context", context->name},
                             {"where", way_of(*context)},
                             {"authority", printable(context->authority)},
                             {"key", printable(context->key)},
                             {"installation", pin ? pin->installation.str() : "not pinned yet"},
                             {"environment", pin ? printable(pin->environment) : ""},
                             {"identity", pin ? ceremony::key_text(pin->identity) : ""}});
    return answer_of(settings, json_of(*context, false), text);
}

Outcome<Answer> run(const ContextUse& command, const Settings& settings) {
    TRY(contexts, load_contexts());
    const bool is_local = command.name == local_context;
    if (!is_local && contexts.find(command.name) == nullptr) {
        return Error(errors::cli_context_unknown, {fact("context", command.name)});
    }
    contexts.current = is_local ? "" : command.name;
    TRY(store_contexts(contexts));
    return answer_of_contexts(settings, contexts);
}

Outcome<Answer> run(const ContextRemove& command, const Settings& settings) {
    TRY(contexts, load_contexts());
    const auto removed = std::erase_if(contexts.contexts,
                                       [&](const auto& each) { return each.name == command.name; });
    if (removed == 0) return Error(errors::cli_context_unknown, {fact("context", command.name)});
    if (contexts.current == command.name) contexts.current.clear();
    TRY(store_contexts(contexts));
    return answer_of_contexts(settings, contexts);
}

}  // namespace sealwright::cli
