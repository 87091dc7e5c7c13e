// A commit that the rules let through must fit into a frame, and its head must be what follows.
//
// Its bytes alone are read by the target `messages`.
#include "sealwright/ipc/frame.hpp"
#include "sealwright/store/rules.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const View body(data, size);
    const auto commit = wire::decode<store::Commit>(body);
    if (!commit || !store::check_commit(*commit)) return 0;
    check(body.size() <= ipc::frame_body_max);
    check(store::head_after(*commit).sequence ==
          commit->head.sequence + static_cast<std::uint64_t>(commit->entries.size()));
    return 0;
}
