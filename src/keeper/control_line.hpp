// ControlLine: packets to and from sealwrightd, which alone can make sockets. Process: keeper.
// Spec: docs/protocol/control.md.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/supervise/messages.hpp"
#include "sealwright/wire/codec.hpp"

#include <optional>

namespace sealwright::keeper {

class ControlLine {
public:
    // `socket` is one end of a pair, or a listening socket at which sealwrightd connects; then this
    // waits for root, or the keeper's own user, to do so.
    static Result<ControlLine> open(Descriptor socket);

    explicit ControlLine(Descriptor socket) : socket_(std::move(socket)) {}

    [[nodiscard]] int number() const { return socket_.number(); }

    template <class Message>
    Result<void> send(const Message& message) {
        wire::Writer writer;
        writer.u16(Message::type);
        message.write(writer);
        return ipc::send_packet(number(), writer.view());
    }

    struct Received {
        supervise::Given given;
        Descriptor descriptor;
    };
    // The next Given, nothing when none waits; a failure when sealwrightd is gone.
    Result<std::optional<Received>> next() const;
    // The first packet of all; its descriptor leads to the service manager, if there is one.
    struct Started {
        supervise::Settings settings;
        Descriptor notify;
    };
    Result<Started> started() const;

private:
    Descriptor socket_;
};

}  // namespace sealwright::keeper
