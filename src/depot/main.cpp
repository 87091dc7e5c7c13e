// sealwright-depot: commits rows and journal entries atomically and durably, and decides nothing.
//
// `sealwright-depot --config FILE.compiled`, with the listening socket `depot` as descriptor 3.
// Ends with 0 on SIGTERM, with 3 when another depot holds the database, else with 1. Spec:
// docs/protocol/depot.md.
#include "database.hpp"
#include "errors.hpp"
#include "folder.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/herald.hpp"
#include "sealwright/sandbox/inherited.hpp"
#include "server.hpp"

#include <fcntl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <span>
#include <string_view>

namespace sealwright::depot {
namespace {

constexpr int listener_place = 3;
constexpr int exit_failed = 1;
constexpr int exit_locked = 3;

Result<std::string> config_path(std::span<char* const> arguments) {
    constexpr std::size_t count = 3;
    if (arguments.size() != count || std::string_view(arguments[1]) != "--config") {
        return errors::depot_usage;
    }
    return std::string(arguments[2]);
}

// Asks the kernel and not the environment whether the descriptor is what it must be.
Result<Descriptor> take_listener() {
    auto listener = sandbox::take_inherited("depot", listener_place);
    if (!listener) return errors::depot_no_listener;
    int listens = 0;
    socklen_t size = sizeof listens;
    const auto number = listener->number();
    const auto asked = ::getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
    if (asked != 0 || listens == 0) return errors::depot_no_listener;
    const auto flags = ::fcntl(number, F_GETFL);
    if (::fcntl(number, F_SETFL, flags | O_NONBLOCK) != 0) return errors::depot_no_listener;
    return listener;
}

// SIGTERM and SIGINT as a descriptor, so that an end never falls into a commit.
Result<Descriptor> take_endings() {
    // A file over its size limit shall be an error of the write, not the end of the process.
    ::signal(SIGXFSZ, SIG_IGN);
    sigset_t endings;
    sigemptyset(&endings);
    sigaddset(&endings, SIGTERM);
    sigaddset(&endings, SIGINT);
    if (::sigprocmask(SIG_BLOCK, &endings, nullptr) != 0) return errors::io_failed;
    Descriptor descriptor(::signalfd(-1, &endings, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor.is_open()) return errors::io_failed;
    return descriptor;
}

Result<void> run(std::span<char* const> arguments) {
    TRY(path, config_path(arguments));
    TRY(listener, take_listener());
    TRY(herald, sandbox::Herald::of_this_process());
    TRY(endings, take_endings());
    TRY(config, config::load_compiled(path));
    TRY(folder, Folder::open(config.state + "/depot"));
    TRY(database, Database::open(folder.database()));
    // SQLite syncs the folder of a new log too, but keeps an error of it to itself.
    TRY(folder.sync());
    TRY(sandbox::enter(sandbox::Filter::depot));

    Core core(database);
    Server server(std::move(listener),
                  std::move(endings),
                  {0, static_cast<std::uint32_t>(::geteuid()), config.keeper_uid},
                  core,
                  database,
                  herald);
    log(LogLevel::info, "ready", {fact("folder", config.state + "/depot")});
    herald.ready("serving the journal and its rows");
    TRY(server.run());
    herald.stopping();
    return database.settle();
}

int work(std::span<char*> arguments) {
    const auto ran = run(arguments);
    if (ran) {
        log(LogLevel::info, "ended");
        return 0;
    }
    log(LogLevel::error, "stopped", ran.error());
    return ran.error().is(errors::depot_locked) ? exit_locked : exit_failed;
}

}  // namespace
}  // namespace sealwright::depot

int main(int count, char** arguments) {
    sealwright::log_as("depot");
    sealwright::sandbox::harden_process();
    sealwright::sandbox::end_with_parent();
    return sealwright::depot::work(std::span(arguments, static_cast<std::size_t>(count)));
}
