// Control: the packet socket to the keeper, sealwrightd's end. Spec: docs/protocol/control.md.
//
// Made anew for each keeper. It never blocks: a keeper that does not read is as good as dead.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/supervise/messages.hpp"

#include <optional>
#include <utility>

namespace sealwright::supervisor {

class Control {
public:
    // One of the three; the others are empty.
    struct Ask {
        enum class Kind { peer, wish, alive } kind{};
        supervise::PeerAsk peer;
        supervise::TokenWish wish;
        supervise::Alive alive;
    };

    // The keeper's end, for it to inherit, and ours, with Settings sent already.
    static Result<std::pair<Descriptor, Control>> open(const config::Config& config);
    // To a keeper that is a unit of its own: `socket` is connected to it. `notify` leads to the
    // service manager, which the keeper cannot reach by itself; -1 when there is none.
    static Result<Control> over(Descriptor socket, const config::Config& config, int notify);

    [[nodiscard]] int number() const { return socket_.number(); }

    // The next ask, or nothing; a failure when the keeper is gone. What is not an ask is logged and
    // passed over.
    [[nodiscard]] Result<std::optional<Ask>> next() const;
    [[nodiscard]] Result<void> give(const supervise::PeerAsk& ask,
                                    supervise::Presence presence,
                                    const Descriptor& connection) const;

private:
    explicit Control(Descriptor socket) : socket_(std::move(socket)) {}

    Descriptor socket_;
};

}  // namespace sealwright::supervisor
