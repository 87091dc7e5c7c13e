#include "running_depot.hpp"

#include "sealwright/ipc/socket.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sealwright::test {
namespace {

constexpr int listener_number = 3;

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// In the child, after fork: nothing here may allocate.
[[noreturn]] void become_depot(int listener,
                               const char* program,
                               const char* config,
                               const char* log,
                               std::uint64_t file_size_max) {
    const auto output = ::open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (output < 0 || ::dup2(output, STDERR_FILENO) < 0) ::_exit(126);
    // dup2 onto itself would leave close-on-exec set.
    if (listener == listener_number) ::fcntl(listener, F_SETFD, 0);
    if (listener != listener_number && ::dup2(listener, listener_number) < 0) ::_exit(126);
    const rlimit limit{file_size_max, file_size_max};
    if (file_size_max != RunningDepot::no_limit) ::setrlimit(RLIMIT_FSIZE, &limit);
    ::execl(program, program, "--config", config, nullptr);
    ::_exit(127);
}

}  // namespace

StateFolder::StateFolder(Place place) {
    std::string name = place == Place::disk ? "/tmp" : "/dev/shm";
    name += "/sealwright-depot-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root_ = name;
    REQUIRE(::mkdir(path("state").c_str(), 0700) == 0);
    REQUIRE(::mkdir(path("state/depot").c_str(), 0700) == 0);
    config::Config config;
    config.state = path("state");
    config.run = root_;
    config.keeper_uid = ::geteuid();
    const auto compiled = config::compile(config);
    std::ofstream(path("config"), std::ios::binary) << text_of(compiled);
}

StateFolder::~StateFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
}

std::string StateFolder::log_text() const {
    return content(log());
}

std::string StateFolder::database_bytes() const {
    return content(database());
}

void StateFolder::patch_database(std::size_t offset, std::uint32_t value) const {
    std::fstream file(database(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(offset));
    for (int shift = 24; shift >= 0; shift -= 8) file.put(static_cast<char>(value >> shift));
    REQUIRE(file.good());
}

RunningDepot::RunningDepot(const StateFolder& folder, std::uint64_t file_size_max)
    : socket_(folder.path("depot.sock")) {
    auto listener = ipc::listen_at(socket_, 0600);
    REQUIRE(listener);
    listener_ = std::move(*listener);
    const std::string program = SEALWRIGHT_PROGRAMS "/sealwright-depot";
    const auto config = folder.path("config");
    const auto log = folder.log();
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
        become_depot(
            listener_.number(), program.c_str(), config.c_str(), log.c_str(), file_size_max);
    }
    // A depot that ends at once must not leave us waiting on a socket that nobody serves.
    listener_.close();
}

RunningDepot::~RunningDepot() {
    if (status_) return;
    kill();
    ended();
}

Descriptor RunningDepot::connect() const {
    auto socket = ipc::connect_to(socket_);
    REQUIRE(socket);
    return std::move(*socket);
}

store::RemoteDepot& RunningDepot::depot() {
    if (!depot_.is_connected()) depot_.attach(connect());
    return depot_;
}

void RunningDepot::kill() {
    if (!status_) ::kill(pid_, SIGKILL);
}

void RunningDepot::terminate() const {
    if (!status_) ::kill(pid_, SIGTERM);
}

int RunningDepot::ended() {
    constexpr int polls_max = 20'000;
    for (int poll = 0; !status_ && poll < polls_max; ++poll) {
        int status = 0;
        const auto found = ::waitpid(pid_, &status, WNOHANG);
        REQUIRE(found >= 0);
        if (found == 0) ::usleep(1000);
        if (found > 0) status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    REQUIRE(status_);
    return *status_;
}

}  // namespace sealwright::test
