#include "card.hpp"

#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/self_test.hpp"
#include "sealwright/hsm/card/core.hpp"
#include "sealwright/hsm/token/card_room.hpp"
#include "sealwright/hsm/token/pkcs11_room.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/inherited.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>

namespace sealwright::token {
namespace {

constexpr int place = 3;
constexpr std::uint64_t idle_ms = std::uint64_t{60} * 60 * 1000;

// A card that could not be reached: answers everything with why.
class AbsentCard final : public hsm::card::Room {
public:
    explicit AbsentCard(Error why) : why_(std::move(why)) {}

    Result<hsm::card::Identity> identity() override { return why_; }
    Result<void> login(const hsm::PinEntry&) override { return why_; }
    Result<std::optional<crypto::PublicKey>> find_key() override { return why_; }
    Result<crypto::PublicKey> make_key() override { return why_; }
    Result<crypto::Signature> sign(const Digest&) override { return why_; }

private:
    Error why_;
};

std::unique_ptr<hsm::card::Room> open_room(const Arguments& arguments) {
    const char* softhsm = std::getenv("SOFTHSM2_CONF");
    auto room = hsm::token::open_card({arguments.card,
                                       arguments.serial,
                                       softhsm == nullptr ? "/etc/softhsm/softhsm2.conf" : softhsm,
                                       arguments.aside});
    if (room) return *std::move(room);
    return std::make_unique<AbsentCard>(room.error());
}

Result<void> answer_one(ipc::Connection& connection, hsm::card::Core& core, const Clock& clock) {
    TRY(frame, ipc::receive(connection, clock, clock.now().boottime_ms + idle_ms));
    const auto answer = core.answer(frame.type, frame.body);
    if (answer) {
        connection.queue(answer->type, frame.correlation, answer->body);
    } else {
        const claims::Refusal refusal(answer.error());
        connection.queue(claims::Refusal::type, frame.correlation, wire::encode(refusal));
    }
    TRY(connection.flush());
    // Far smaller than what the socket holds; whoever leaves more than that unread is no CLI.
    if (connection.wants_write()) return errors::ipc_closed;
    return done;
}

Result<void> serve(const Arguments& arguments) {
    TRY(crypto::self_test());
    TRY(socket, sandbox::take_inherited("card", place));
    // A module's own sockets may break; that must not end us.
    ::signal(SIGPIPE, SIG_IGN);
    const SystemClock clock;
    const auto room = open_room(arguments);
    hsm::card::Core core(hsm::token::pin_size_min(arguments.card), *room);
    core.begin();
    TRY(sandbox::enter(sandbox::Filter::token));
    ipc::Connection connection(std::move(socket));
    for (;;) {
        const auto answered = answer_one(connection, core, clock);
        if (answered) continue;
        const auto& why = answered.error();
        const bool is_over = why.is(errors::ipc_closed) || why.is(errors::ipc_deadline);
        return is_over ? Result<void>(done) : why;
    }
}

}  // namespace

ExitCode run_card(const Arguments& arguments) {
    sandbox::harden_process();
    log_as("sealwright-token, card");
    // What a module prints must not stand in the answer of the command that started us.
    if (::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return ExitCode::misconfigured;
    const auto served = serve(arguments);
    if (served) return ExitCode::stopped;
    log(LogLevel::error, "a card's process ends", served.error());
    return ExitCode::misconfigured;
}

}  // namespace sealwright::token
