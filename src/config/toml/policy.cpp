#include "policy.hpp"

namespace sealwright::config::toml_form {
namespace {

using claims::ClassTable;
using claims::Rule;
using claims::SealClass;

std::string legal_words(SealClass seal_class) {
    std::string words;
    for (const auto rule : {Rule::allow, Rule::deny, Rule::window}) {
        if (!ClassTable::is_legal(seal_class, rule)) continue;
        if (!words.empty()) words += " or ";
        words += word_of(rule);
    }
    return "write " + words;
}

void read_class(Section& section, SealClass seal_class, ClassTable& table) {
    const auto key = word_of(seal_class);
    if (!section.has(key)) return;
    const auto rule = claims::rule_named(section.text(key));
    if (rule && table.set(seal_class, *rule)) return;
    section.refuse(key, "this class cannot have that rule", legal_words(seal_class));
}

ClassTable read_table(Section& section, const std::string& name) {
    section.only({"heartbeat",
                  "stored_root_key",
                  "recovery_key",
                  "raft_challenge",
                  "snapshot_sums",
                  "other"});
    ClassTable table;
    for (std::size_t place = 1; place < ClassTable::classes; ++place) {
        read_class(section, static_cast<SealClass>(place), table);
    }
    if (table.rule(SealClass::stored_root_key) == Rule::deny) {
        section.findings().warn("policy." + name +
                                ": stored_root_key = \"deny\" lets no vault unseal");
    }
    return table;
}

}  // namespace

ClassTable read_policy(Section& document, const std::string& environment) {
    ClassTable chosen;
    auto policy = document.inner("policy", false);
    for (auto& [name, section] : policy.each()) {
        const auto table = read_table(section, name);
        if (name == environment) chosen = table;
    }
    return chosen;
}

}  // namespace sealwright::config::toml_form
