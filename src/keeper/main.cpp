// sealwright-keeper: decides, opens records, writes the journal. Started by sealwrightd with three
// descriptors: the control socket, the front's listening socket, the operators' listening socket.
#include "loop.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/self_test.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/harden.hpp"

namespace sealwright::keeper {
namespace {

constexpr int control_descriptor = 3;
constexpr int front_descriptor = 4;
constexpr int operators_descriptor = 5;

Result<void> run() {
    TRY(crypto::self_test());
    const SystemClock clock;
    SystemRandom random;
    // The guarded pool is made before the filter, which would not let it.
    const auto is_secret_file = SecretPool::memory() == SecretMemory::memfd_secret;
    TRY(sandbox::enter(sandbox::Filter::keeper));
    log(LogLevel::info, "started", {fact("memfd_secret", is_secret_file ? 1U : 0U)});

    ControlLine control{Descriptor(control_descriptor)};
    TRY(settings, control.settings());
    Loop loop(std::move(control),
              {Descriptor(front_descriptor), Descriptor(operators_descriptor)},
              std::move(settings),
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
