// The operator socket's messages, by the type in the first two bytes: whatever decodes must encode
// to the same bytes.
#include "sealwright/operate/messages.hpp"

#include <algorithm>

namespace {

using namespace sealwright;

template <class... Messages>
struct RoundTrips {
    static void check_one_of(std::uint16_t type, View body) {
        (check_if<Messages>(type, body), ...);
    }

private:
    template <class Message>
    static void check_if(std::uint16_t type, View body) {
        if (type != Message::type) return;
        const auto message = wire::decode<Message>(body);
        if (message) check(std::ranges::equal(wire::encode(*message), body));
    }
};

using Every = RoundTrips<operate::StatusAsk,
                         operate::Status,
                         operate::InitAsk,
                         operate::VaultAddAsk,
                         operate::VaultAllowInitAsk,
                         operate::VaultsAsk,
                         operate::Vaults,
                         operate::NodeAddAsk,
                         operate::NodeRevokeAsk,
                         operate::NodesAsk,
                         operate::Nodes,
                         operate::TokenActAsk,
                         operate::TokenLoginAsk,
                         operate::TokensAsk,
                         operate::Tokens,
                         operate::JournalAsk,
                         operate::JournalPage,
                         operate::CanUnsealAsk,
                         operate::CanUnseal,
                         operate::ArchivesAsk,
                         operate::Archives,
                         operate::ArchiveAsk>;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    wire::Reader reader(View(data, size));
    const auto type = reader.u16();
    if (reader.failed()) return 0;
    Every::check_one_of(type, View(data, size).subspan(sizeof type));
    return 0;
}
