// TokenProcess: the process of one PKCS#11 token, which outlives us with its login.
//
// Whoever answers at its socket is left alone, whoever started it; only what does not answer is
// started. It stays down while an operator wants so, and after a refused PIN, over our own
// restarts.
#pragma once

#include "child.hpp"
#include "launch.hpp"
#include "markers.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/supervise/messages.hpp"

#include <optional>

namespace sealwright::supervisor {

class TokenProcess {
public:
    static constexpr int exit_pin_refused = 77;
    static constexpr std::uint64_t stop_patience_ms = 3'000;
    static constexpr std::uint64_t look_again_ms = 2'000;

    TokenProcess(const config::Config& config, const config::Token& token, const Launch& launch);

    [[nodiscard]] const std::string& name() const { return token_->name; }
    [[nodiscard]] int pid() const { return child_.pid(); }
    // When `tick` has something to do; nothing while it runs as our child.
    [[nodiscard]] std::optional<std::uint64_t> due_ms() const;

    void tick(std::uint64_t now_ms);
    void ended(int status, std::uint64_t now_ms);
    void wish(bool run, std::uint64_t now_ms);

    struct Answer {
        supervise::Presence presence{};
        Descriptor connection;  // Only when connected.
    };
    Answer connect(std::uint64_t now_ms);

private:
    [[nodiscard]] bool wanted() const { return !stopped_.is_set() && !pin_refused_.is_set(); }
    [[nodiscard]] Result<Descriptor> dial() const;
    void start(std::uint64_t now_ms);
    Result<int> spawn();
    void refused();
    void end_what_answers(int signal);

    const config::Token* token_;
    const Launch* launch_;
    std::string socket_;
    Child child_;
    Marker stopped_;
    Marker pin_refused_;
    // The token process's own word that its PIN was refused, from a time when nobody of us saw it
    // end. It lies in the token's folder, so it is looked for at each start.
    [[nodiscard]] Marker mark_of_process() const { return {own_folder_, "pin-refused"}; }
    std::string own_folder_;
    // Somebody else's process answers; when to look whether it still does.
    std::optional<std::uint64_t> look_again_at_ms_;
    std::optional<std::uint64_t> end_at_ms_;
    // It was sent SIGTERM and still runs: a module that hangs lets it hear SIGKILL only.
    bool insists_ = false;
    // An operator wants it started while the process that is about to end still runs.
    bool start_wished_ = false;
};

}  // namespace sealwright::supervisor
