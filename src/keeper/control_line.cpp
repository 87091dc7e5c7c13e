#include "control_line.hpp"

#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/errors.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t settings_timeout_ms = 10'000;

// The packet's body, when it is of this type.
template <class Message>
Result<Message> read_as(const Bytes& packet) {
    wire::Reader reader{View(packet)};
    if (reader.u16() != Message::type) return errors::ipc_frame;
    auto message = Message::read(reader);
    TRY(reader.finish());
    return message;
}

}  // namespace

Result<std::optional<ControlLine::Received>> ControlLine::next() const {
    TRY(packet, ipc::receive_packet(number()));
    if (!packet) return std::optional<Received>();
    TRY(given, read_as<supervise::Given>(packet->bytes));
    return std::optional<Received>(Received{std::move(given), std::move(packet->descriptor)});
}

Result<supervise::Settings> ControlLine::settings() const {
    std::vector<ipc::Watched> watched{{number(), false, false}};
    TRY(ipc::wait(watched, settings_timeout_ms));
    TRY(packet, ipc::receive_packet(number()));
    if (!packet) return errors::ipc_deadline;
    return read_as<supervise::Settings>(packet->bytes);
}

}  // namespace sealwright::keeper
