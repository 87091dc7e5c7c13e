// Who takes part in a ceremony, and whether these people can.
#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/errors.hpp"

#include <algorithm>

namespace sealwright::ceremony {
namespace {

constexpr std::uint8_t threshold_min = 2;

bool are_distinct(const std::vector<Holder>& holders) {
    for (auto one = holders.begin(); one != holders.end(); ++one) {
        const auto is_alike = [&](const Holder& other) {
            return other.index == one->index || other.person == one->person;
        };
        if (std::any_of(std::next(one), holders.end(), is_alike)) return false;
    }
    return true;
}

}  // namespace

Result<void> check_casting(const Casting& casting) {
    const auto count = casting.holders.size();
    const auto has_zero = std::ranges::any_of(
        casting.holders, [](const Holder& each) { return each.index == 0 || each.person.empty(); });
    if (casting.threshold < threshold_min || casting.threshold > count || count > holders_max ||
        has_zero || !are_distinct(casting.holders)) {
        return Error(errors::ceremony_casting,
                     {fact("threshold", std::uint64_t{casting.threshold}), fact("holders", count)});
    }
    const auto is_conductor = [&](const Holder& each) { return each.person == casting.conductor; };
    if (casting.conductor.empty() || std::ranges::any_of(casting.holders, is_conductor)) {
        return Error(errors::ceremony_conductor, {fact("conductor", casting.conductor)});
    }
    return done;
}

void Holder::write(wire::Writer& writer) const {
    writer.u16(index);
    writer.text(person);
    writer.u8(strikes);
    writer.boolean(has_refused);
}

Holder Holder::read(wire::Reader& reader) {
    Holder holder;
    holder.index = reader.u16();
    holder.person = reader.text(name_max);
    holder.strikes = reader.u8();
    holder.has_refused = reader.boolean();
    if (holder.strikes > strikes_max) reader.fail_value();
    return holder;
}

void Casting::write(wire::Writer& writer) const {
    writer.id(id);
    writer.enumeration(kind);
    writer.raw(plan);
    writer.u8(threshold);
    wire::write_list(writer, holders);
    writer.text(conductor);
    writer.u8(needed);
    writer.u32(veto_s);
}

Casting Casting::read(wire::Reader& reader) {
    Casting casting;
    casting.id = reader.id<CeremonyId>();
    casting.kind = reader.enumeration(CeremonyKind::root);
    casting.plan = reader.digest();
    casting.threshold = reader.u8();
    casting.holders = wire::read_list<Holder>(reader, holders_max);
    casting.conductor = reader.text(name_max);
    casting.needed = reader.u8();
    casting.veto_s = reader.u32();
    if (!reader.failed() && !check_casting(casting)) reader.fail_value();
    return casting;
}

}  // namespace sealwright::ceremony
