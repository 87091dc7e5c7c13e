#include "token_process.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sockets.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <utility>

namespace sealwright::supervisor {
namespace {

// What the kernel calls the process: the first 15 letters of its program's name.
constexpr std::string_view process_name = "sealwright-toke";

bool is_token_process(std::uint32_t pid) {
    const auto path = "/proc/" + std::to_string(pid) + "/comm";
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 32> text{};
    const auto size = ::read(file.number(), text.data(), text.size());
    return size > 0 && std::string_view(text.data(), static_cast<std::size_t>(size)) ==
                           std::string(process_name) + "\n";
}

}  // namespace

TokenProcess::TokenProcess(const config::Config& config,
                           const config::Token& token,
                           const Launch& launch)
    : token_(&token),
      launch_(&launch),
      socket_(config.socket("token@" + token.name)),
      child_("sealwright-token@" + token.name),
      stopped_(config.state + "/stopped", token.name),
      pin_refused_(config.state + "/pin-refused", token.name),
      own_folder_(config.state + "/token/" + token.name) {}

std::optional<std::uint64_t> TokenProcess::due_ms() const {
    if (launch_->units) return std::nullopt;
    std::optional<std::uint64_t> due = end_at_ms_;
    const auto sooner = [&due](std::uint64_t time) { due = std::min(due.value_or(time), time); };
    if (look_again_at_ms_) sooner(*look_again_at_ms_);
    if (!look_again_at_ms_ && !child_.running() && wanted()) sooner(child_.due_ms());
    return due;
}

void TokenProcess::tick(std::uint64_t now_ms) {
    if (launch_->units) return;
    if (end_at_ms_ && now_ms >= *end_at_ms_) {
        end_at_ms_.reset();
        if (!insists_) end_at_ms_ = now_ms + stop_patience_ms;
        end_what_answers(insists_ ? SIGKILL : SIGTERM);
        insists_ = !insists_;
    }
    if (child_.running()) return;
    if (look_again_at_ms_) {
        if (now_ms < *look_again_at_ms_) return;
        look_again_at_ms_ = now_ms + look_again_ms;
        if (dial()) return;
        look_again_at_ms_.reset();
        log(LogLevel::warning,
            "a token process that was not ours is gone",
            {fact("token", name())});
    }
    if (wanted() && child_.due(now_ms)) start(now_ms);
}

void TokenProcess::start(std::uint64_t now_ms) {
    if (dial()) {
        look_again_at_ms_ = now_ms + look_again_ms;
        log(LogLevel::info, "answers already and is left alone", {fact("token", name())});
        return;
    }
    if (mark_of_process().is_set()) return refused();
    const auto pid = spawn();
    if (pid) return child_.started(*pid, now_ms);
    child_.missed(now_ms);
    log(LogLevel::error, "a token process could not be started", pid.error());
}

Result<int> TokenProcess::spawn() {
    auto program = launch_->program("sealwright-token", token_->user);
    add_groups_of_user(program);
    program.arguments = {"--config", launch_->config, "--name", token_->name};
    if (token_->pin == config::PinSource::credential) {
        program.environment.push_back("CREDENTIALS_DIRECTORY=" + token_->credentials);
    }
    for (const auto& variable : token_->environment) {
        program.environment.push_back(variable.name + "=" + variable.value);
    }
    // Made anew for each start, and not kept: when the process dies its socket must refuse.
    TRY(listener, listen_local(socket_, {token_->user, program.gid, 0600}));
    program.descriptors = {{"token", listener.number()}};
    return sandbox::spawn(program);
}

void TokenProcess::ended(int status, std::uint64_t now_ms) {
    child_.ended(status, now_ms);
    end_at_ms_.reset();
    insists_ = false;
    const auto start_wished = std::exchange(start_wished_, false);
    if (start_wished) return child_.forgive();
    if (WIFEXITED(status) && WEXITSTATUS(status) == exit_pin_refused) refused();
}

void TokenProcess::refused() {
    log(LogLevel::error,
        "the token refused its PIN: not started again before `sealwright token start`",
        {fact("token", name())});
    const auto kept = pin_refused_.set();
    if (!kept) log(LogLevel::error, "pin refused", kept.error());
}

void TokenProcess::wish(bool run, std::uint64_t now_ms) {
    log(LogLevel::info,
        run ? "an operator wants it started" : "an operator wants it stopped",
        {fact("token", name())});
    Result<void> kept = done;
    if (run) {
        for (const auto& cleared :
             {stopped_.clear(), pin_refused_.clear(), mark_of_process().clear()}) {
            if (kept) kept = cleared;
        }
        start_wished_ = child_.running();
        // One that hangs must still end before another can take its place.
        if (!start_wished_) end_at_ms_.reset();
        child_.forgive();
        tick(now_ms);
    } else {
        start_wished_ = false;
        kept = stopped_.set();
        // The keeper asks it to end; this is for one that does not listen. A unit's is systemd's.
        if (!launch_->units) end_at_ms_ = now_ms + stop_patience_ms;
        insists_ = false;
    }
    if (!kept) log(LogLevel::error, "a wish could not be kept", kept.error());
}

TokenProcess::Answer TokenProcess::connect(std::uint64_t now_ms) {
    using supervise::Presence;
    if (stopped_.is_set()) return {Presence::stopped, {}};
    // To connect is to have its unit started, and with it the PIN tried: not after a refusal.
    if (launch_->units && mark_of_process().is_set()) return {Presence::pin_refused, {}};
    auto connection = dial();
    if (connection) return {Presence::connected, std::move(*connection)};
    if (pin_refused_.is_set()) return {Presence::pin_refused, {}};
    // Somebody else's process that no longer answers: look at once, not at the next round.
    if (look_again_at_ms_) look_again_at_ms_ = now_ms;
    return {Presence::away, {}};
}

Result<Descriptor> TokenProcess::dial() const {
    return supervisor::dial(socket_, token_->user);
}

void TokenProcess::end_what_answers(int signal) {
    if (child_.running()) return child_.send(signal);
    const auto connection = dial();
    if (!connection) return;
    const auto peer = ipc::peer_of(connection->number());
    if (peer && is_token_process(peer->pid)) {
        ::kill(static_cast<int>(peer->pid), signal);
        return;
    }
    log(LogLevel::warning,
        "a token process that sealwrightd did not start goes on; stop its unit",
        {fact("token", name())});
}

}  // namespace sealwright::supervisor
