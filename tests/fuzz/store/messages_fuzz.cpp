// The depot's messages, by the type in the first two bytes: whatever decodes must encode to the
// same bytes, and a commit that the rules let through must fit into a frame.
#include "sealwright/ipc/frame.hpp"
#include "sealwright/store/messages.hpp"
#include "sealwright/store/rules.hpp"

#include <algorithm>

namespace {

using namespace sealwright;

template <class Message>
void check_round_trip(std::uint16_t type, View body) {
    if (type != Message::type) return;
    const auto message = wire::decode<Message>(body);
    if (message) check(std::ranges::equal(wire::encode(*message), body));
}

void check_rules(std::uint16_t type, View body) {
    if (type != store::Commit::type) return;
    const auto commit = wire::decode<store::Commit>(body);
    if (!commit || !store::check_commit(*commit)) return;
    check(body.size() <= ipc::frame_body_max);
    check(store::head_after(*commit).sequence ==
          commit->head.sequence + static_cast<std::uint64_t>(commit->entries.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    wire::Reader reader(View(data, size));
    const auto type = reader.u16();
    if (reader.failed()) return 0;
    const auto body = View(data, size).subspan(sizeof type);
    check_round_trip<store::LoadAsk>(type, body);
    check_round_trip<store::Loaded>(type, body);
    check_round_trip<store::ReadAsk>(type, body);
    check_round_trip<store::Entries>(type, body);
    check_round_trip<store::Commit>(type, body);
    check_round_trip<store::Committed>(type, body);
    check_round_trip<store::Conflict>(type, body);
    check_round_trip<store::Changed>(type, body);
    check_round_trip<store::Archive>(type, body);
    check_rules(type, body);
    return 0;
}
