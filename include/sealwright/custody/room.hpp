// Room: what a custodian signs who stands at the recovery host, and what those afar hold it
// against.
//
// Nothing proves what a host runs that is not attested, so two people look at it and say so. They
// sign for one plan, and with it for the key that all parts are sealed to. The keeper of the
// recovery is not to be trusted, so each tool looks at the signatures itself. Pure. Process:
// keeper, cli. Spec: docs/protocol/ceremony.md section 6.
#pragma once

#include "sealwright/crypto/sign.hpp"
#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/threshold/group.hpp"

#include <string>
#include <vector>

namespace sealwright::custody {

inline constexpr std::size_t room_min = 2;

operate::RoomStatement say_in_the_room(const Digest& plan,
                                       threshold::Index self,
                                       const crypto::SigningSeed& identity);

// By the member of this index, for this plan.
Result<void> check_in_the_room(const Digest& plan,
                               const threshold::Group& group,
                               const operate::RoomStatement& statement);

// Who is proved to have signed that they are there, each once. One that does not hold is nobody's
// mistake: the keeper took it, so all that is shown is refused, naming whose it was to be.
Result<std::vector<operate::InTheRoom>> check_room(const Digest& plan,
                                                   const threshold::Group& group,
                                                   const std::vector<operate::InTheRoom>& room);

// "dan (1), hal (5)"; "nobody".
std::string words_of_room(const std::vector<operate::InTheRoom>& room);

}  // namespace sealwright::custody
