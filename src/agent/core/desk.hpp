// Desk: takes the vault's requests one after the other, keeps this node in a session with the
// keeper, and says itself what the service cannot while it is away. What the agent itself asks
// about its tasks goes the same way, behind whatever the vault asks.
//
// Sans-I/O: requests come as Exchanges, what has to be done goes out through AgentPort, time comes
// in `tick`. One ask is under way at a time, for a session allows no more. Invariants: every ask of
// `line_` has an Exchange that lives, but for the one under way whose client may have left; nothing
// is under way without its ask at the head of the line, but for attesting. A lost session costs an
// ask one more attestation, inside the same call; nobody is locked out for having failed. Process:
// agent. Limits: line_max asks. Spec: docs/protocol/session.md section 10.
#pragma once

#include "patience.hpp"
#include "port.hpp"

#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace sealwright::agent {

inline constexpr std::size_t line_max = 64;

class Desk final : public http::Service {
public:
    struct Place {
        std::string mount;
        std::string key;
    };
    Desk(const Clock& clock,
         Random& random,
         AgentPort& port,
         Place place,
         std::optional<std::uint32_t> known_version)
        : clock_(clock),
          random_(random),
          port_(port),
          place_(std::move(place)),
          version_(known_version) {}

    void ask(http::Exchange& exchange) override;
    void forget(http::Exchange& exchange) override;
    [[nodiscard]] bool knows(const Digest&) const override { return false; }

    // The answer, or why there is none; called once, maybe at once, and asks nothing itself.
    using TaskHandler = std::function<void(Result<session::Reply>)>;
    // One at a time.
    void ask_task(WipedBytes body, TaskHandler handler);

    // The service's side.
    void attested(const Result<Attested>& attested);
    void answered(const Result<session::Reply>& reply);

    // Answers those who have waited long enough; call it at least every 100 ms.
    void tick();
    // The process ends: nobody waits any longer.
    void end();

    [[nodiscard]] bool has_session() const;
    [[nodiscard]] std::size_t waiting() const { return line_.size(); }

private:
    enum class Phase : std::uint8_t { idle, attesting, asking };
    enum class Kind : std::uint8_t { probe, encrypt, decrypt, task };

    struct Waiting {
        http::Exchange* exchange = nullptr;
        Kind kind{};
        Digest process{};
        std::uint64_t since_ms = 0;
        std::optional<std::uint64_t> held_until_ms;
        bool went_again = false;  // Its session was lost once.
        bool went_fresh = false;  // It was asked for fresh evidence once.
        // Of a task, which has no exchange.
        WipedBytes body{};
        TaskHandler handler{};

        [[nodiscard]] bool is_left() const { return exchange == nullptr && kind != Kind::task; }
    };
    using Line = std::list<Waiting>;

    void join(http::Exchange& exchange, Kind kind, const Digest& process);
    [[nodiscard]] bool has_task() const;
    void answer_health(http::Exchange& exchange) const;
    void go_on();
    void begin_to_attest();
    void send_first();
    // The first ask has to be asked again in a new session; or, where that takes long, by the
    // vault.
    void again();
    void set_back(const Error& why);
    void pass_on(const session::Reply& reply);
    void give_up_late(Now now);
    [[nodiscard]] bool is_out_of_patience(Line::const_iterator position) const;

    // Whether a probe of this process may be answered with the N that we remember.
    [[nodiscard]] bool is_sure_of_version(const Digest& process) const;
    void learn(std::uint32_t version);

    // Each answers one ask and returns the next in line.
    Line::iterator say_version(Line::iterator position);
    Line::iterator leave(Line::iterator position, std::uint16_t status, const Error& error);
    Line::iterator hand_over(Line::iterator position, Result<session::Reply> reply);
    Line::iterator say_no(Line::iterator position, const Error& why);

    const Clock& clock_;
    Random& random_;
    AgentPort& port_;
    Place place_;
    std::optional<std::uint32_t> version_;
    std::vector<Digest> opened_;  // The processes whose decrypts were answered last.
    Line line_;
    Phase phase_ = Phase::idle;
    std::optional<std::uint64_t> session_ends_ms_;
    std::uint64_t began_ms_ = 0;  // What is under way.
    std::uint64_t took_ms_ = 0;   // The last attestation.
    std::uint64_t last_ask_ms_ = 0;
    bool was_asked_ = false;
    Hold hold_;
    BackOff back_off_;
};

}  // namespace sealwright::agent
