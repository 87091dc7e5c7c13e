// sealwright-verifier: takes apart what one enrolment brings, answers, and ends.
//
// `sealwright-verifier --config FILE.compiled`, with one connected socket `connection` as
// descriptor
// 3. It reads the folder of attestation.roots, then can open nothing any more. Ends with 0 when it
// has answered or nobody needed it, else with 1. Spec: docs/protocol/session.md section 7.
#include "limits.hpp"
#include "roots.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/inherited.hpp"
#include "serve.hpp"

#include <span>
#include <string_view>

namespace sealwright::verifier {
namespace {

constexpr int connection_place = 3;

Result<std::string> config_path(std::span<char* const> arguments) {
    constexpr std::size_t count = 3;
    if (arguments.size() != count || std::string_view(arguments[1]) != "--config") {
        return errors::verifier_usage;
    }
    return std::string(arguments[2]);
}

Result<void> run(std::span<char* const> arguments) {
    TRY(path, config_path(arguments));
    TRY(socket, sandbox::take_inherited("connection", connection_place));
    TRY(take_limits());
    const SystemClock clock;
    SystemRandom random;
    TRY(config, config::load_compiled(path));
    const auto trust = load_roots(config.attestation_roots);
    if (!trust) log(LogLevel::error, "trusts nobody", trust.error());
    TRY(sandbox::enter(sandbox::Filter::verifier));
    return serve(std::move(socket), trust, clock, random);
}

}  // namespace
}  // namespace sealwright::verifier

int main(int count, char** arguments) {
    sealwright::log_as("verifier");
    sealwright::sandbox::harden_process();
    sealwright::sandbox::end_with_parent();
    const auto ran =
        sealwright::verifier::run(std::span(arguments, static_cast<std::size_t>(count)));
    if (ran) return 0;
    sealwright::log(sealwright::LogLevel::error, "stopped", ran.error());
    return 1;
}
