#include "card.hpp"

#include "error_catalogue.hpp"
#include "errors.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sealwright/sandbox/programs.hpp"
#include "sealwright/sandbox/spawn.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>

namespace sealwright::cli {
namespace {

// How long a child may take to put its module away before it is killed.
constexpr int farewell_tries = 200;
constexpr long farewell_pause_ns = 10'000'000;

// What was refused, with the facts that stood in its sentence.
Error error_of(const claims::Refusal& refusal) {
    const auto* spec = find_error(refusal.code);
    if (spec == nullptr) return errors::cli_answer_unexpected;
    const std::string_view meaning(spec->meaning);
    std::string_view rest(refusal.sentence);
    if (!rest.starts_with(meaning) || rest.size() < meaning.size() + 3) return *spec;
    rest.remove_prefix(meaning.size() + 2);
    rest.remove_suffix(1);
    return {*spec, {fact("why", rest)}};
}

}  // namespace

Result<std::unique_ptr<CardProcess>> CardProcess::start(const person::CardPlace& place,
                                                        const std::string& aside) {
    TRY(person::check_place(place));
    TRY(folder, sandbox::programs_folder());
    TRY(ends, ipc::stream_pair());
    sandbox::Program program;
    program.path = folder + "/sealwright-token";
    program.arguments = {"--card", place.module, "--serial", place.serial, "--aside", aside};
    program.uid = ::geteuid();
    program.gid = ::getegid();
    program.environment = place.variables;
    program.descriptors = {{"card", ends.second.number()}};
    program.ends_with_parent = true;
    TRY(pid, sandbox::spawn(program));
    return std::unique_ptr<CardProcess>(new CardProcess(pid, std::move(ends.first)));
}

CardProcess::~CardProcess() {
    connection_.reset();
    for (int attempt = 0; attempt < farewell_tries; ++attempt) {
        if (reap()) return;
        const timespec pause{0, farewell_pause_ns};
        ::nanosleep(&pause, nullptr);
    }
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

bool CardProcess::reap() {
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) != 0) pid_ = -1;
    return pid_ < 0;
}

Result<crypto::Signature> CardProcess::sign(const person::Statement& statement) {
    TRY(answer, ask<hsm::CardSignature>(hsm::CardSignAsk{statement.bytes()}, act_ms));
    return answer.signature;
}

Result<ipc::Frame> CardProcess::exchange(std::uint16_t type,
                                         View body,
                                         std::uint16_t answer_type,
                                         std::uint64_t within_ms) {
    const SystemClock clock;
    if (!connection_) return errors::cli_card_away;
    const auto deadline_ms = clock.now().boottime_ms + within_ms;
    auto frame = ipc::call(*connection_, type, ++correlation_, body, clock, deadline_ms);
    if (!frame) {
        connection_.reset();
        const bool is_late = frame.error().is(errors::ipc_deadline);
        // It may hang in its module, where it hears nothing.
        if (is_late && pid_ > 0) ::kill(pid_, SIGKILL);
        return is_late ? errors::cli_card_silent : errors::cli_card_away;
    }
    if (frame->type == claims::Refusal::type) {
        TRY(refusal, wire::decode<claims::Refusal>(frame->body));
        return error_of(refusal);
    }
    if (frame->type != answer_type) return errors::cli_answer_unexpected;
    return frame;
}

}  // namespace sealwright::cli
