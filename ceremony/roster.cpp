#include "sealwright/ceremony/roster.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <set>

namespace sealwright::ceremony {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::uint8_t needed_max = 8;
constexpr std::uint8_t overrule_max = 16;
constexpr std::uint32_t veto_s_max = 7 * 24 * 60 * 60;

Error invalid(std::string_view what) {
    return {errors::roster_invalid, {fact("what", what)}};
}

Result<void> check_rules(const Rules& rules) {
    const bool is_fine = rules.needed >= 2 && rules.needed <= needed_max &&
                         rules.overrule >= rules.needed && rules.overrule <= overrule_max &&
                         rules.veto_s <= veto_s_max;
    if (!is_fine) return invalid("rules");
    return done;
}

// Names of persons who left count too: nobody gets one again.
Result<void> check_names(const std::vector<Person>& persons) {
    std::set<std::string> looks;
    for (const auto& person : persons) {
        if (!is_name(person.name) || look_of(person.name).empty()) {
            return Error(errors::person_name_invalid, {fact("name", person.name)});
        }
        if (!looks.insert(look_of(person.name)).second) {
            return Error(errors::person_name_taken, {fact("name", person.name)});
        }
    }
    return done;
}

Result<void> check_keys(const std::vector<Person>& persons) {
    std::set<crypto::PublicKey> keys;
    std::set<PersonId> ids;
    for (const auto& person : persons) {
        if (!person.id.is_set() || !ids.insert(person.id).second) return invalid("person id");
        if (person.roles.is_empty() || !person.roles.are_known()) {
            return invalid("roles");
        }
        if (person.keys.empty()) return invalid("a person without a key");
        if (person.keys.size() > person_keys_max) return errors::roster_full;
        for (const auto& key : person.keys) {
            if (!keys.insert(key.key).second) {
                return Error(errors::person_key_taken, {fact("person", person.name)});
            }
        }
    }
    return done;
}

std::size_t operators_in(const std::vector<Person>& persons) {
    const auto decides = [](const Person& person) {
        return person.can_sign() && person.roles.has(Role::operator_);
    };
    return static_cast<std::size_t>(std::ranges::count_if(persons, decides));
}

}  // namespace

void Rules::write(wire::Writer& writer) const {
    writer.u8(needed);
    writer.u8(overrule);
    writer.u32(veto_s);
}

Rules Rules::read(wire::Reader& reader) {
    Rules rules;
    rules.needed = reader.u8();
    rules.overrule = reader.u8();
    rules.veto_s = reader.u32();
    return rules;
}

Result<Roster> Roster::make(Rules rules, std::vector<Person> persons, std::uint64_t epoch) {
    if (epoch == 0 || persons.empty()) return invalid("nobody");
    if (persons.size() > persons_max) return errors::roster_full;
    TRY(check_rules(rules));
    TRY(check_names(persons));
    TRY(check_keys(persons));
    const auto operators = operators_in(persons);
    if (operators < rules.needed) {
        return Error(errors::people_too_few,
                     {fact("operators", operators), fact("needed", rules.needed)});
    }
    Roster roster;
    roster.epoch_ = epoch;
    roster.rules_ = rules;
    roster.persons_ = std::move(persons);
    return roster;
}

void Roster::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.u64(epoch_);
    rules_.write(writer);
    wire::write_list(writer, persons_);
}

Roster Roster::read(wire::Reader& reader) {
    if (reader.u8() != format) reader.fail_value();
    const auto epoch = reader.u64();
    const auto rules = Rules::read(reader);
    auto made = make(rules, wire::read_list<Person>(reader, persons_max), epoch);
    if (!made) reader.fail_value();
    return made ? *std::move(made) : Roster();
}

Digest Roster::digest() const {
    return crypto::th("roster", {wire::encode_public(*this)});
}

const Person* Roster::person_named(std::string_view name) const {
    const auto found = std::ranges::find_if(
        persons_, [&](const Person& each) { return each.in_force() && each.name == name; });
    return found == persons_.end() ? nullptr : &*found;
}

const Person* Roster::custodian_named(std::string_view name) const {
    const auto* person = person_named(name);
    const bool may = person != nullptr && person->can_sign() && person->roles.has(Role::custodian);
    return may ? person : nullptr;
}

const Person* Roster::owner_of(const crypto::PublicKey& key) const {
    const auto found =
        std::ranges::find_if(persons_, [&](const Person& each) { return each.has_key(key); });
    return found == persons_.end() ? nullptr : &*found;
}

const Person* Roster::person_at(std::uint16_t index) const {
    if (index == 0 || index > persons_.size()) return nullptr;
    return &persons_[index - 1U];
}

std::uint16_t Roster::index_of(const Person& person) const {
    return static_cast<std::uint16_t>(&person - persons_.data() + 1);
}

Result<Roster> Roster::next(std::vector<Person> persons, Rules rules) const {
    return make(rules, std::move(persons), epoch_ + 1);
}

template <class Change>
Result<Roster> Roster::with(std::string_view name, Change change) const {
    const auto* found = person_named(name);
    if (found == nullptr) return Error(errors::person_removed, {fact("person", name)});
    auto persons = persons_;
    change(persons[index_of(*found) - 1U]);
    return next(std::move(persons), rules_);
}

Result<Roster> Roster::with_person(Person person) const {
    auto persons = persons_;
    persons.push_back(std::move(person));
    return next(std::move(persons), rules_);
}

Result<Roster> Roster::with_key(std::string_view name, PersonKey key) const {
    return with(name, [&](Person& person) { person.keys.push_back(key); });
}

Result<Roster> Roster::with_roles(std::string_view name, Roles roles) const {
    return with(name, [&](Person& person) { person.roles = roles; });
}

Result<Roster> Roster::with_rules(Rules rules) const {
    return next(persons_, rules);
}

Result<Roster> Roster::without_key(std::string_view name,
                                   const crypto::PublicKey& key,
                                   std::uint64_t wall_ms) const {
    const auto* person = person_named(name);
    if (person != nullptr && !person->has_key(key)) {
        return Error(errors::person_key_unknown, {fact("person", name)});
    }
    return with(name, [&](Person& changed) {
        const auto its = [&](const PersonKey& each) { return each.key == key; };
        std::ranges::find_if(changed.keys, its)->revoked_ms = wall_ms;
    });
}

Result<Roster> Roster::without_person(std::string_view name, std::uint64_t wall_ms) const {
    return with(name, [&](Person& person) { person.removed_ms = wall_ms; });
}

}  // namespace sealwright::ceremony
