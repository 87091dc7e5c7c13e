// sealwright-front: TLS and HTTP for the vaults; see docs/protocol/seal.md.
#include "errors.hpp"
#include "program.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/inherited.hpp"

#include <string_view>
#include <utility>

namespace sealwright::front {
namespace {

constexpr int listener_place = 3;
constexpr int metrics_place = 4;  // When the configuration has such a listener.

Result<void> start(int count, char** words) {
    if (count != 3 || std::string_view(words[1]) != "--config") return errors::front_start;
    TRY(config, config::load_compiled(words[2]));
    TRY(listener, sandbox::take_inherited("front", listener_place));
    Descriptor metrics;
    if (config.metrics_port != 0) {
        TRY(taken, sandbox::take_inherited("metrics", metrics_place));
        metrics = std::move(taken);
    }
    TRY(herald, sandbox::Herald::of_this_process());
    return serve(config, {std::move(listener), std::move(metrics)}, std::move(herald));
}

}  // namespace
}  // namespace sealwright::front

int main(int count, char** words) {
    sealwright::log_as("front");
    sealwright::sandbox::harden_process();
    sealwright::sandbox::end_with_parent();
    const auto ended = sealwright::front::start(count, words);
    if (ended) return 0;
    sealwright::log(sealwright::LogLevel::error, "ended", ended.error());
    return 1;
}
