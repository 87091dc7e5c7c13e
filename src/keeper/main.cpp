// sealwright-keeper: decides, opens records, writes the journal. Started by sealwrightd, or by its
// unit, with four descriptors: `control`, and the listening sockets `keeper`, `operator`, `node`.
#include "loop.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/self_test.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/inherited.hpp"

namespace sealwright::keeper {
namespace {

constexpr int control_place = 3;
constexpr int front_place = 4;
constexpr int operators_place = 5;
constexpr int nodes_place = 6;

Result<void> run() {
    TRY(crypto::self_test());
    const SystemClock clock;
    SystemRandom random;
    // The guarded pool is made before the filter, which would not let it.
    const auto is_secret_file = SecretPool::memory() == SecretMemory::memfd_secret;
    TRY(control_socket, sandbox::take_inherited("control", control_place));
    TRY(front_socket, sandbox::take_inherited("keeper", front_place));
    TRY(operators_socket, sandbox::take_inherited("operator", operators_place));
    TRY(nodes_socket, sandbox::take_inherited("node", nodes_place));
    TRY(sandbox::enter(sandbox::Filter::keeper));
    log(LogLevel::info, "started", {fact("memfd_secret", is_secret_file ? 1U : 0U)});

    TRY(control, ControlLine::open(std::move(control_socket)));
    TRY(started, control.started());
    Loop loop(std::move(control),
              {std::move(front_socket), std::move(operators_socket), std::move(nodes_socket)},
              std::move(started),
              clock,
              random);
    return loop.run();
}

}  // namespace
}  // namespace sealwright::keeper

int main() {
    sealwright::log_as("keeper");
    sealwright::sandbox::harden_process();
    sealwright::sandbox::end_with_parent();
    const auto result = sealwright::keeper::run();
    if (result) return 0;
    sealwright::log(sealwright::LogLevel::error, "ends", result.error());
    return 1;
}
