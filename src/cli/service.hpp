// Service: the operator socket of a running sealwrightd; one ask, one answer, with a deadline.
//
// The answer is of the expected type, or the service's Refusal, or an Error of the connection; a
// missing socket and a missing permission are told apart. Process: cli.
// Spec: docs/protocol/operate.md.
#pragma once

#include "command.hpp"
#include "outcome.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/wire/codec.hpp"

namespace sealwright::cli {

class Service {
public:
    static constexpr std::uint64_t deadline_ms = 10'000;
    static constexpr std::uint64_t init_deadline_ms = 60'000;

    static Outcome<Service> connect(const Settings& settings);

    template <class Answer, class Ask>
    Outcome<Answer> ask(const Ask& question, std::uint64_t within_ms = deadline_ms) {
        TRY(frame, exchange(Ask::type, wire::encode(question), Answer::type, within_ms));
        TRY(answer, wire::decode<Answer>(frame.body));
        return std::move(answer);
    }

    // Root or this user made the socket; asked before a PIN goes that way.
    [[nodiscard]] Result<void> check_peer() const;

private:
    explicit Service(Descriptor socket) : connection_(std::move(socket)) {}

    Outcome<ipc::Frame> exchange(std::uint16_t type,
                                 View body,
                                 std::uint16_t answer_type,
                                 std::uint64_t within_ms);

    ipc::Connection connection_;
    std::uint64_t correlation_ = 0;
};

}  // namespace sealwright::cli
