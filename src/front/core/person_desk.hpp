// PersonDesk: carries people's signed questions to the keeper, and its signed answers back.
//
// Sans-I/O as Desk is. Anybody may ask, and who is known only the keeper can say: so what waits
// stands in a FairLine, and a refusal for one who is not known is passed on as the keeper made it,
// one for all. Grants nothing and believes nothing. Process: front. Limits: 256 wait, 16 of one
// address, 8 lie with the keeper; for one that is away 2 s. Spec: docs/reference/api.md,
// docs/protocol/acts.md section 11.
#pragma once

#include "event_desk.hpp"
#include "fair_line.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/operate/carry_messages.hpp"

#include <map>

namespace sealwright::front {

class PersonPort {
public:
    virtual ~PersonPort() = default;
    [[nodiscard]] virtual bool has_keeper() const = 0;
    // Whether it could be sent.
    virtual bool ask_person(std::uint64_t correlation, const operate::PersonCarry& carry) = 0;
};

class PersonDesk {
public:
    static constexpr std::size_t waiting_max = 256;
    static constexpr std::size_t waiting_address_max = 16;
    static constexpr std::size_t sent_max = 8;
    static constexpr std::uint64_t silence_max_ms = 50'000;
    // Whoever asks a front that has just started, or whose keeper has, waits so long for it.
    static constexpr std::uint64_t keeper_wait_ms = 2'000;
    // Apart from those of the other desks on the same connection.
    static constexpr std::uint64_t first_correlation = std::uint64_t{3} << 60U;

    PersonDesk(const Clock& clock, PersonPort& port) : clock_(clock), port_(port), events_(clock) {}

    void ask(http::Exchange& exchange, const http::Route& route);
    // What stands at a path for people, in their form.
    void refuse(http::Exchange& exchange, std::uint16_t status, const Error& error);
    void forget(http::Exchange& exchange);

    void keeper_answers(std::uint64_t correlation, const Result<operate::PersonCarried>& answer);
    void keeper_says(const operate::RequestsChanged& changed) { events_.changed(changed.revision); }
    void keeper_came() { send_next(); }
    void keeper_left();
    void tick();
    // The process ends: first streams do, later nobody waits any longer.
    void end_streams() { events_.end_all(); }
    void give_up();

    [[nodiscard]] std::size_t waiting() const { return line_.size(); }
    [[nodiscard]] std::size_t streams() const { return events_.size(); }
    // How many were answered with each status since the start.
    [[nodiscard]] const std::map<std::uint16_t, std::uint64_t>& answered() const {
        return answered_;
    }

private:
    void send_next();
    void pass_on(const FairLine::Place& place, const operate::PersonCarried& carried);
    void listen(http::Exchange& exchange);

    const Clock& clock_;
    PersonPort& port_;
    EventDesk events_;
    FairLine line_{{waiting_max, waiting_address_max, sent_max, silence_max_ms}, first_correlation};
    std::map<std::uint16_t, std::uint64_t> answered_;  // Bounded by the statuses there are.
};

}  // namespace sealwright::front
