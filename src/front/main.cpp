// sealwright-front: TLS and HTTP for the vaults; see docs/protocol/seal.md.
#include "errors.hpp"
#include "program.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/sandbox/harden.hpp"

#include <string_view>

namespace {

constexpr int listener_number = 3;

sealwright::Result<void> start(int count, char** words) {
    using namespace sealwright;
    if (count != 3 || std::string_view(words[1]) != "--config") return errors::front_start;
    TRY(config, config::load_compiled(words[2]));
    return front::serve(config, Descriptor(listener_number));
}

}  // namespace

int main(int count, char** words) {
    sealwright::log_as("front");
    sealwright::sandbox::harden_process();
    sealwright::sandbox::end_with_parent();
    const auto ended = start(count, words);
    if (ended) return 0;
    sealwright::log(sealwright::LogLevel::error, "ended", ended.error());
    return 1;
}
