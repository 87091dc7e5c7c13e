#include "entries.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

constexpr std::size_t short_value = 40;

Json json_of(const journal::Field& field) {
    if (const auto* number = std::get_if<std::uint64_t>(&field.value)) return Json::number(*number);
    return Json::text(value_of(field));
}

// What a line has no room for: proofs that programs read, and advice.
bool is_for_explain(std::string_view name) {
    return name == "note" || name == "tree" || name == "act" || name == "remedy";
}

std::string shortened(std::string text) {
    if (text.size() > short_value) text.replace(short_value - 2, std::string::npos, "..");
    return text;
}

}  // namespace

Result<journal::Entry> read_entry(View bytes, std::uint64_t expected) {
    TRY(entry, wire::decode<journal::Entry>(bytes));
    if (entry.sequence == expected) return std::move(entry);
    return Error(errors::cli_answer_unexpected, {fact("entry", entry.sequence)});
}

Json json_of(const journal::Entry& entry) {
    Json::Members fields;
    for (const auto& field : entry.fields) fields.emplace_back(field.name, json_of(field));
    return Json::object({{"id", Json::text(journal::entry_name(entry.sequence))},
                         {"sequence", Json::number(entry.sequence)},
                         {"time", Json::text(render_utc(entry.wall_ms))},
                         {"kind", Json::text(journal::name_of(entry.kind))},
                         {"who", Json::text(who(entry))},
                         {"fields", Json::object(fields)},
                         {"environment", Json::text(entry.provenance.environment)},
                         {"owner", Json::text(entry.provenance.owner)},
                         {"instance", Json::text(entry.provenance.instance.str())},
                         {"token_group", Json::text(entry.provenance.token_group)},
                         {"revision", Json::number(entry.revision)},
                         {"state", Json::text(to_hex(entry.state))},
                         {"previous", Json::text(to_hex(entry.previous))}});
}

std::string who(const journal::Entry& entry) {
    return entry.origin ? entry.origin->sentence() : "the service";
}

std::string value_of(const journal::Field& field) {
    const auto rendered = field.render();
    return rendered.substr(field.name.size() + 1);
}

std::string what(const journal::Entry& entry) {
    std::string text;
    for (const auto& field : entry.fields) {
        if (is_for_explain(field.name)) continue;
        if (!text.empty()) text += " ";
        const auto is_digest = std::holds_alternative<Digest>(field.value);
        const auto value = value_of(field);
        text += field.name + "=" + (is_digest ? value.substr(0, 16) : shortened(value));
    }
    return text;
}

}  // namespace sealwright::cli
