#include "sealwright/claims/class_table.hpp"

namespace sealwright::claims {
namespace {

constexpr std::size_t place_of(SealClass seal_class) {
    return static_cast<std::size_t>(seal_class);
}

}  // namespace

ClassTable::ClassTable() : rules_{} {
    rules_.fill(Rule::deny);
    rules_[place_of(SealClass::heartbeat)] = Rule::allow;
    rules_[place_of(SealClass::stored_root_key)] = Rule::allow;
    rules_[place_of(SealClass::recovery_key)] = Rule::window;
    rules_[place_of(SealClass::raft_challenge)] = Rule::allow;
    rules_[place_of(SealClass::snapshot_sums)] = Rule::window;
}

Rule ClassTable::rule(SealClass seal_class) const {
    const auto place = place_of(seal_class);
    return place < classes ? rules_[place] : Rule::deny;
}

bool ClassTable::set(SealClass seal_class, Rule rule) {
    if (!is_legal(seal_class, rule)) return false;
    rules_[place_of(seal_class)] = rule;
    return true;
}

bool ClassTable::is_legal(SealClass seal_class, Rule rule) {
    switch (seal_class) {
        case SealClass::probe:
            return rule == Rule::deny;
        case SealClass::recovery_key:
            return rule != Rule::allow;
        case SealClass::snapshot_sums:
            return true;
        case SealClass::heartbeat:
        case SealClass::stored_root_key:
        case SealClass::raft_challenge:
        case SealClass::other:
            return rule != Rule::window;
    }
    return false;
}

std::string ClassTable::str() const {
    std::string text;
    for (std::size_t place = 0; place < classes; ++place) {
        if (!text.empty()) text += ' ';
        text += word_of(static_cast<SealClass>(place));
        text += '=';
        text += word_of(rules_[place]);
    }
    return text;
}

void ClassTable::write(wire::Writer& writer) const {
    for (const auto rule : rules_) writer.enumeration(rule);
}

ClassTable ClassTable::read(wire::Reader& reader) {
    ClassTable table;
    for (std::size_t place = 0; place < classes; ++place) {
        const auto rule = reader.enumeration(Rule::window);
        if (!table.set(static_cast<SealClass>(place), rule)) reader.fail_value();
    }
    return table;
}

std::string_view word_of(Rule rule) {
    switch (rule) {
        case Rule::allow:
            return "allow";
        case Rule::deny:
            return "deny";
        case Rule::window:
            return "window";
    }
    return "deny";
}

std::string_view word_of(SealClass seal_class) {
    switch (seal_class) {
        case SealClass::probe:
            return "probe";
        case SealClass::heartbeat:
            return "heartbeat";
        case SealClass::stored_root_key:
            return "stored_root_key";
        case SealClass::recovery_key:
            return "recovery_key";
        case SealClass::raft_challenge:
            return "raft_challenge";
        case SealClass::snapshot_sums:
            return "snapshot_sums";
        case SealClass::other:
            return "other";
    }
    return "other";
}

std::optional<Rule> rule_named(std::string_view word) {
    for (const auto rule : {Rule::allow, Rule::deny, Rule::window}) {
        if (word == word_of(rule)) return rule;
    }
    return std::nullopt;
}

}  // namespace sealwright::claims
