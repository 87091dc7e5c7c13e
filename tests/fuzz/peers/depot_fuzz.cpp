// What a depot sends to the keeper, and what a keeper sends to the depot.
//
// The first byte says which ask waits for an answer; the rest is all that the depot ever sends.
// Whatever it is, no answer is taken from a frame that is not whole, and a broken line is dropped.
#include "../round_trip.hpp"
#include "depot/asks.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sealwright/store/remote_depot.hpp"

#include <sys/socket.h>

using namespace sealwright;

namespace {

store::Commit one_row() {
    store::Commit commit;
    commit.puts.push_back({"vault/a", 1, {1}});
    return commit;
}

bool ask(store::RemoteDepot& depot, std::uint8_t what) {
    switch (what % 4) {
        case 0:
            return depot.load(store::LoadAsk{}).ok();
        case 1:
            return depot.read(store::ReadAsk{}).ok();
        case 2:
            return depot.commit(one_row()).ok();
        default:
            return depot.listen().ok();
    }
}

void read_from_depot(std::uint8_t what, View bytes) {
    int ends[2] = {-1, -1};
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
    Descriptor far(ends[1]);
    const SystemClock clock;
    store::RemoteDepot depot(clock);
    depot.attach(Descriptor(ends[0]));
    const auto sent = ::send(far.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    check(sent == static_cast<ssize_t>(bytes.size()));
    // Reads on, but says no more: nobody waits for a deadline.
    check(::shutdown(far.number(), SHUT_WR) == 0);
    const bool answered = ask(depot, what);
    check(!answered || bytes.size() >= ipc::frame_header_size || what % 4 == 3);
    static_cast<void>(depot.take_changed());
    // The depot has closed; the next ask cannot succeed without a whole frame that waits already.
    if (!depot.is_connected()) check(!ask(depot, what));
}

void read_from_keeper(View bytes) {
    wire::Reader reader(bytes);
    const auto type = reader.u16();
    if (reader.failed()) return;
    const auto question = depot::decode_question(type, bytes.subspan(sizeof type));
    if (!question) return;
    // A commit that removes entries came as an Archive, and is written as one.
    const auto* commit = std::get_if<store::Commit>(&*question);
    const auto written =
        type == store::Archive::type && commit != nullptr
            ? wire::encode(store::Archive{*commit})
            : std::visit([](const auto& ask) { return wire::encode(ask); }, *question);
    check(std::ranges::equal(written, bytes.subspan(sizeof type)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 65'536) return 0;
    const View bytes(data + 1, size - 1);
    if (data[0] == 4) {
        read_from_keeper(bytes);
    } else {
        read_from_depot(data[0], bytes);
    }
    return 0;
}
