#include "sealwright/config/toml/contexts.hpp"

#include "rules.hpp"
#include "sealwright/config/errors.hpp"
#include "section.hpp"

#include <algorithm>

namespace sealwright::config {
namespace {

using toml_form::Findings;
using toml_form::Section;

constexpr const char* make_again = "make the context again: `sealwright context add`";

std::optional<Pin> read_pin(Section& section) {
    const bool is_pinned =
        section.has("installation") || section.has("environment") || section.has("identity");
    if (!is_pinned) return std::nullopt;
    Pin pin;
    const auto installation = InstallationId::parse(section.text("installation"));
    if (!installation) section.refuse("installation", "it is not an installation's id", make_again);
    const auto identity = ceremony::key_named(section.text("identity"));
    if (!identity) section.refuse("identity", "it is not a key", make_again);
    pin.environment = section.text("environment");
    if (!installation || !identity) return std::nullopt;
    pin.installation = *installation;
    pin.identity = *identity;
    return pin;
}

Context read_context(const std::string& name, Section& section) {
    section.only({"address", "authority", "key", "installation", "environment", "identity"});
    Context context;
    context.name = name;
    if (!is_name(name)) section.refuse("", "this is no name of a context", make_again);
    if (section.has("address")) {
        context.address = service_place(section.text("address"));
        if (!context.address) section.refuse("address", "it is not a host and a port", make_again);
        context.authority = toml_form::absolute_path(section, "authority");
    }
    if (section.has("key")) context.key = toml_form::absolute_path(section, "key");
    context.pin = read_pin(section);
    return context;
}

std::string quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') quoted += '\\';
        quoted += letter;
    }
    return quoted + "\"";
}

std::string line(std::string_view key, std::string_view value) {
    return value.empty() ? "" : std::string(key) + " = " + quoted(value) + "\n";
}

}  // namespace

Context* Contexts::find(std::string_view name) {
    const auto found = std::ranges::find(contexts, name, &Context::name);
    return found == contexts.end() ? nullptr : &*found;
}

std::optional<ServicePlace> service_place(std::string_view text) {
    const auto address = toml_form::named_address(text);
    if (!address) return std::nullopt;
    return ServicePlace{address->host, address->port};
}

std::string str_of(const ServicePlace& place) {
    const bool is_six = place.host.find(':') != std::string::npos;
    return (is_six ? "[" + place.host + "]" : place.host) + ":" + std::to_string(place.port);
}

Result<Contexts> parse_contexts(std::string_view text) {
    if (text.size() > contexts_file_max) return errors::config_unreadable;
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    document.only({"current", "context"});
    Contexts contexts;
    contexts.current = document.text_or("current", "");
    for (auto& [name, section] : document.inner("context", false).each()) {
        contexts.contexts.push_back(read_context(name, section));
    }
    if (contexts.contexts.size() > contexts_max) {
        document.refuse("context", "there are more than 64", "remove some");
    }
    if (!contexts.current.empty() && contexts.find(contexts.current) == nullptr) {
        document.refuse(
            "current", "there is no such context", "choose one: `sealwright context use`");
    }
    if (findings.failed()) return *findings.first();
    return contexts;
}

std::string contexts_toml(const Contexts& contexts) {
    std::string text = "# Written by `sealwright context`. Nothing in it is a secret.\n";
    text += line("current", contexts.current);
    for (const auto& context : contexts.contexts) {
        text += "\n[context." + quoted(context.name) + "]\n";
        if (context.address) text += line("address", str_of(*context.address));
        text += line("authority", context.authority) + line("key", context.key);
        if (!context.pin) continue;
        text += line("installation", context.pin->installation.str()) +
                line("environment", context.pin->environment) +
                line("identity", ceremony::key_text(context.pin->identity));
    }
    return text;
}

}  // namespace sealwright::config
