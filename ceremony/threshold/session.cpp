#include "sealwright/threshold/session.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/wire/codec.hpp"

#include <algorithm>
#include <limits>

namespace sealwright::threshold {
namespace {

// Whether there is anything secret to agree on with this key.
bool can_receive(const Member& member) {
    const auto any = crypto::ExchangePair::shown({1});
    return any.agree(member.transport).has_value();
}

template <class Key>
bool are_distinct(const std::vector<Member>& members, Key Member::*key) {
    std::vector<Key> keys;
    for (const auto& each : members) keys.push_back(each.*key);
    std::ranges::sort(keys);
    return std::ranges::adjacent_find(keys) == keys.end();
}

}  // namespace

void Member::write(wire::Writer& writer) const {
    index.write(writer);
    writer.raw(identity);
    writer.raw(transport);
}

Member Member::read(wire::Reader& reader) {
    Member member{Index::read(reader)};
    reader.copy_into(member.identity);
    reader.copy_into(member.transport);
    return member;
}

Result<Session> Session::make(const Digest& nonce, GroupSize size, std::vector<Member> members) {
    std::vector<Index> indices;
    for (const auto& each : members) indices.push_back(each.index);
    TRY(IndexSet::make(std::move(indices)));
    const bool are_members =
        members.size() == size.total() && are_distinct(members, &Member::identity) &&
        are_distinct(members, &Member::transport) && std::ranges::all_of(members, can_receive);
    if (!are_members) return errors::members_invalid;
    std::ranges::sort(members, {}, &Member::index);
    return Session(nonce, size, std::move(members));
}

SessionId Session::id() const {
    wire::Writer needed;
    needed.u16(static_cast<std::uint16_t>(size_.needed()));
    wire::Writer roster;
    for (const auto& each : members_) each.write(roster);
    return SessionId(crypto::th("dkg/session", {nonce_, needed.view(), roster.view()}));
}

Result<std::size_t> Session::place_of(Index index) const {
    const auto found = std::ranges::find(members_, index, &Member::index);
    if (found == members_.end()) {
        return Error(errors::member_unknown, {fact("custodian", index.value())});
    }
    return static_cast<std::size_t>(found - members_.begin());
}

Domain Session::possession_domain() const {
    return Domain::of(Domain::Role::possession, id().bytes());
}

void Session::write(wire::Writer& writer) const {
    writer.raw(nonce_);
    writer.u16(static_cast<std::uint16_t>(size_.needed()));
    wire::write_list(writer, members_);
}

Result<Session> Session::read(wire::Reader& reader) {
    const auto nonce = reader.digest();
    const auto needed = reader.u16();
    auto members = wire::read_list<Member>(reader, GroupSize::measured_max);
    TRY(reader.state());
    if (!std::ranges::is_sorted(members, {}, &Member::index)) return errors::members_invalid;
    TRY(size, GroupSize::make_measured(needed, members.size()));
    return make(nonce, size, std::move(members));
}

}  // namespace sealwright::threshold
