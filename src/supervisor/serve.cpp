#include "serve.hpp"

#include "errors.hpp"
#include "folders.hpp"
#include "sealwright/sandbox/herald.hpp"
#include "sealwright/sandbox/programs.hpp"
#include "sockets.hpp"
#include "supervisor.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>

namespace sealwright::supervisor {
namespace {

// Only root can start processes as other users; guessing would end in refused connections.
Result<void> check_users(const config::Config& config) {
    const auto self = ::geteuid();
    if (self == 0) return done;
    bool ours = config.front_uid == self && config.keeper_uid == self && config.depot_uid == self &&
                config.verifier_uid == self;
    for (const auto& token : config.tokens) ours = ours && token.user == self;
    if (ours) return done;
    return Error(errors::supervisor_not_root, {fact("uid", std::uint64_t{self})});
}

Result<Listeners> open_listeners(const config::Config& config) {
    const auto self = ::geteuid();
    const auto group = ::getegid();
    TRY(front, listen_tcp(config.listen_address, config.listen_port));
    Descriptor metrics;
    if (config.metrics_port != 0) {
        TRY(listening, listen_tcp(config.metrics_address, config.metrics_port));
        metrics = std::move(listening);
    }
    TRY(keeper, listen_local(config.socket("keeper"), {config.front_uid, group, 0600}));
    TRY(operators, listen_local(config.socket("operator"), {self, config.operators_gid, 0660}));
    // Anybody may knock: the keeper asks the kernel who it is.
    TRY(nodes, listen_local(config.socket("node"), {self, group, 0666, true}));
    TRY(depot, listen_local(config.socket("depot"), {config.depot_uid, group, 0600}));
    return Listeners{std::move(front),
                     std::move(keeper),
                     std::move(operators),
                     std::move(nodes),
                     std::move(depot),
                     std::move(metrics)};
}

// Children start in other folders one day; their configuration is the same file then.
Result<std::string> absolute(const std::string& path) {
    std::error_code failure;
    auto resolved = std::filesystem::canonical(path, failure);
    if (failure) return Error(errors::io_failed, {fact("path", path)});
    return resolved.string();
}

Result<std::string> programs_of(const Options& options) {
    if (options.programs.empty()) return sandbox::programs_folder();
    return absolute(options.programs);
}

}  // namespace

Result<void> serve(const Options& options) {
    TRY(config, config::load_compiled(options.config));
    if (!options.units) TRY(check_users(config));
    TRY(config_path, absolute(options.config));
    TRY(programs, programs_of(options));
    TRY(prepare_run_folder(config));
    TRY(lock, take_lock(config));
    TRY(state_lock, take_state(config));
    const std::array locks{std::move(lock), std::move(state_lock)};  // Until we return.
    TRY(prepare_state_folders(config, options.units ? Folders::own : Folders::all));
    TRY(signals, Signals::open());
    TRY(listeners, options.units ? Result<Listeners>(Listeners()) : open_listeners(config));
    TRY(herald, sandbox::Herald::of_this_process());
    const SystemClock clock;
    Supervisor supervisor(config,
                          {programs, config_path, options.units},
                          std::move(listeners),
                          std::move(signals),
                          std::move(herald),
                          clock);
    return supervisor.run();
}

}  // namespace sealwright::supervisor
