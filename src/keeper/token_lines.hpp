// TokenLines: the connections to the token processes, and what each of them last said.
//
// A line without a connection asks sealwrightd for one; a token that missed a deadline is left out
// until a side probe (a status ask) has been answered, so one slow token costs one deadline, not
// one a request. Process: keeper. Limits: 64 tokens. Spec: docs/protocol/token.md.
#pragma once

#include "control_line.hpp"
#include "desk.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/hsm/client/tokens.hpp"
#include "sealwright/ipc/connection.hpp"

namespace sealwright::keeper {

// Asks that are not a PRF carry a correlation of their own kind: a probe this one, and each call
// one of its own above it, for the answer to a probe that is still under way answers no call.
inline constexpr std::uint64_t desk_correlation = std::uint64_t{1} << 63U;

class TokenLines final : public hsm::client::Tokens, public TokenDesk {
public:
    TokenLines(ControlLine& control, const Clock& clock, const std::vector<std::string>& names);

    // hsm::client::Tokens
    std::vector<hsm::client::ReadyToken> ready() override;
    std::size_t ready_count() override;
    void ask(std::size_t number, std::uint64_t correlation, const hsm::PrfAsk& ask) override;
    std::optional<hsm::client::TokenAnswer> next(std::uint64_t deadline_ms) override;
    void leave_out(std::size_t number) override;

    // TokenDesk
    std::vector<operate::TokenInfo> tokens() override;
    Result<void> enrol(const std::string& name) override;
    Result<void> login(const std::string& name, View box) override;
    Result<void> start(const std::string& name) override;
    Result<void> stop(const std::string& name) override;

    // One turn outside of requests: takes in what tokens say, asks for missing connections.
    void serve(std::span<const ipc::Watched> watched);
    void take(const std::string& name, supervise::Presence presence, Descriptor socket);
    void watch(std::vector<ipc::Watched>& watched) const;
    // How many have their key ready, those that are left out for now included.
    [[nodiscard]] std::size_t logged_in() const;

private:
    struct Line {
        std::string name;
        std::optional<ipc::Connection> connection;
        supervise::Presence presence = supervise::Presence::away;
        std::optional<hsm::Status> status;
        bool left_out = false;
        std::optional<std::uint64_t> unanswered;  // The last PRF ask, until it is answered.
        std::string refusal;                      // Its last one, until it has answered again.
        std::uint64_t asked_peer_ms = 0;
        std::uint64_t asked_status_ms = 0;
        std::uint64_t called = 0;    // The correlation of the newest call,
        std::uint64_t answered = 0;  // and of the newest that was answered.
    };

    static bool is_ready(const Line& line);
    Line* find(const std::string& name);
    void drop(Line& line);
    void probe(Line& line, std::uint64_t now_ms);
    // Sends, then serves this line until it has answered with a status or refused.
    Result<void> call(Line& line, std::uint16_t type, View body, std::uint64_t timeout_ms);
    // What one line has to say: an answer to a PRF ask, or nothing.
    std::optional<hsm::client::TokenAnswer> hear(std::size_t number);
    [[nodiscard]] operate::TokenInfo info_of(const Line& line) const;

    ControlLine& control_;
    const Clock& clock_;
    std::vector<Line> lines_;
    std::uint64_t calls_ = 0;
    std::optional<Error> refusal_;  // Of the newest call.
};

}  // namespace sealwright::keeper
