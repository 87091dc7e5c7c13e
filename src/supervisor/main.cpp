// sealwrightd: opens sockets, starts the service's processes, each under its own user, and watches.
#include "options.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/self_test.hpp"
#include "serve.hpp"

#include <algorithm>
#include <cstdio>

namespace sandbox = sealwright::sandbox;
namespace supervisor = sealwright::supervisor;

namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

int self_test() {
    const auto rows = sandbox::self_test();
    std::fputs(sandbox::render(rows).c_str(), stdout);
    const bool holds = std::ranges::all_of(rows, &sandbox::Row::holds);
    std::fputs(holds ? "the sandbox holds\n" : "THE SANDBOX DOES NOT HOLD\n", stdout);
    return holds ? 0 : exit_failed;
}

int run(const supervisor::Options& options) {
    sandbox::harden_process();
    const auto served = supervisor::serve(options);
    if (served) return 0;
    sealwright::log(sealwright::LogLevel::error, "sealwrightd ends", served.error());
    return exit_failed;
}

}  // namespace

int main(int count, char** arguments) {
    sealwright::log_as("sealwrightd");
    const auto options = supervisor::parse_options({arguments, static_cast<std::size_t>(count)});
    if (!options) {
        std::fputs((options.error().advice() + "\n").c_str(), stderr);
        return exit_usage;
    }
    switch (options->task) {
        case supervisor::Task::serve:
            return run(*options);
        case supervisor::Task::self_test:
            return self_test();
        case supervisor::Task::help:
            std::fputs(supervisor::usage_screen.data(), stdout);
            return 0;
    }
    return exit_usage;
}
