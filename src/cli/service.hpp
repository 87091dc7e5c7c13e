// Service: the keeper behind whatever way leads to it; one ask, one answer, with a deadline.
//
// Without a person the ask goes over the local socket as it is. With a person's context it becomes
// a signed question, or, when it changes something, a proposal with a signed act; the answer is
// believed when the pinned identity signed it. Commands see no difference, but for a change that
// waits for others, which comes back as a Failure with `waiting`. Process: cli. Spec:
// docs/protocol/operate.md, docs/protocol/acts.md section 9.
#pragma once

#include "command.hpp"
#include "outcome.hpp"
#include "person_side.hpp"
#include "sealwright/wire/codec.hpp"
#include "way.hpp"

namespace sealwright::cli {

class Service {
public:
    static constexpr std::uint64_t deadline_ms = 10'000;
    static constexpr std::uint64_t init_deadline_ms = 60'000;

    static Outcome<Service> connect(const Settings& settings);
    // With this context, which names a key.
    static Outcome<Service> connect(const config::Context& context, const Settings& settings);
    // The local socket, whatever context is in use.
    static Outcome<Service> connect_locally(const Settings& settings);

    template <class Answer, class Ask>
    Outcome<Answer> ask(const Ask& question, std::uint64_t within_ms = deadline_ms) {
        TRY(message, exchange(Ask::type, wire::encode(question), Answer::type, within_ms));
        TRY(answer, wire::decode<Answer>(message.body));
        return std::move(answer);
    }

    // Root or this user made the socket, and no person's key is between: asked before a PIN.
    [[nodiscard]] Result<void> check_peer() const;
    // Nothing without a context that names a key.
    [[nodiscard]] PersonSide* person() { return person_.get(); }

private:
    explicit Service(std::unique_ptr<Way> way) : way_(std::move(way)) {}

    Outcome<Message> exchange(std::uint16_t type,
                              View body,
                              std::uint16_t answer_type,
                              std::uint64_t within_ms);

    std::unique_ptr<Way> way_;
    std::unique_ptr<PersonSide> person_;
};

}  // namespace sealwright::cli
