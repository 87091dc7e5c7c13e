#include "sealwright/custody/room.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

Digest statement_of(const Digest& plan, threshold::Index self) {
    return crypto::th("recovery/in-the-room", {plan, self.bytes()});
}

Error wrong(std::uint16_t index) {
    return {errors::room_statement, {fact("custodian", std::uint64_t{index})}};
}

}  // namespace

operate::RoomStatement say_in_the_room(const Digest& plan,
                                       threshold::Index self,
                                       const crypto::SigningSeed& identity) {
    return {self.value(), crypto::Signer::sign(identity, statement_of(plan, self))};
}

Result<void> check_in_the_room(const Digest& plan,
                               const threshold::Group& group,
                               const operate::RoomStatement& statement) {
    const auto its = [&](const threshold::Member& each) {
        return each.index.value() == statement.index;
    };
    const auto& members = group.session().members();
    const auto member = std::ranges::find_if(members, its);
    if (member == members.end()) return wrong(statement.index);
    const auto signed_by =
        crypto::verify(member->identity, statement_of(plan, member->index), statement.signature);
    if (!signed_by) return wrong(statement.index);
    return done;
}

Result<std::vector<operate::InTheRoom>> check_room(const Digest& plan,
                                                   const threshold::Group& group,
                                                   const std::vector<operate::InTheRoom>& room) {
    std::vector<operate::InTheRoom> proved;
    for (const auto& each : room) {
        const auto is_same = [&](const operate::InTheRoom& other) {
            return other.statement.index == each.statement.index;
        };
        const bool is_again = std::ranges::any_of(proved, is_same);
        if (is_again || !check_in_the_room(plan, group, each.statement)) {
            return Error(errors::room_statement,
                         {fact("custodian", std::uint64_t{each.statement.index}),
                          fact("said to be", each.person)});
        }
        proved.push_back(each);
    }
    return proved;
}

std::string words_of_room(const std::vector<operate::InTheRoom>& room) {
    std::string text;
    for (const auto& each : room) {
        text += (text.empty() ? "" : ", ") + each.person + " (" +
                std::to_string(each.statement.index) + ")";
    }
    return text.empty() ? "nobody" : text;
}

}  // namespace sealwright::custody
