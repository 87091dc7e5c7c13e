// NodeDesk: carries the messages of nodes' sessions between the network and the keeper, unread.
//
// Sans-I/O as Desk is. Anybody may begin, so what waits stands in a FairLine. A session's own
// messages take turns with all others. Grants nothing and believes nothing. Process: front. Limits:
// 2,048 wait, 64 of one address, 32 lie with the keeper. Spec: docs/protocol/session.md section 1.
#pragma once

#include "fair_line.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"
#include "sealwright/session/messages.hpp"

namespace sealwright::front {

class NodePort {
public:
    virtual ~NodePort() = default;
    // Whether it could be sent.
    virtual bool ask_node(std::uint64_t correlation, const session::NodeAsk& ask) = 0;
};

class NodeDesk {
public:
    static constexpr std::size_t waiting_max = 2048;
    static constexpr std::size_t waiting_address_max = 64;
    static constexpr std::size_t sent_max = 32;
    static constexpr std::uint64_t silence_max_ms = 50'000;
    // Apart from those of the seal's asks on the same connection.
    static constexpr std::uint64_t first_correlation = std::uint64_t{1} << 61U;

    NodeDesk(const Clock& clock, NodePort& port) : clock_(clock), port_(port) {}

    void ask(http::Exchange& exchange, http::Endpoint endpoint);
    void forget(http::Exchange& exchange);

    void keeper_answers(std::uint64_t correlation, const Result<session::NodeAnswer>& answer);
    void keeper_left();
    // Answers those who have waited long enough.
    void tick();
    [[nodiscard]] std::size_t waiting() const { return line_.size(); }

private:
    void send_next();

    const Clock& clock_;
    NodePort& port_;
    FairLine line_{{waiting_max, waiting_address_max, sent_max, silence_max_ms}, first_correlation};
};

}  // namespace sealwright::front
