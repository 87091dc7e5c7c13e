#include "listener.hpp"

#include "errors.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sealwright/sandbox/inherited.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace sealwright::token {
namespace {

constexpr int place = 3;
constexpr int backlog = 64;

// Who may connect is decided by the peer's uid at accept, not by the file's mode.
constexpr unsigned socket_mode = 0666;

bool is_for_us() {
    const char* count = std::getenv("LISTEN_FDS");
    const char* pid = std::getenv("LISTEN_PID");
    if (count == nullptr || pid == nullptr) return false;
    return std::string_view(count) != "0" && std::to_string(::getpid()) == pid;
}

// Listening once more makes this process the peer that others see on the socket.
Result<Descriptor> take_handed_over() {
    auto listener = sandbox::take_inherited("token", place);
    if (!listener) return errors::token_listener;
    const auto number = listener->number();
    const bool prepared =
        ::listen(number, backlog) == 0 && ::fcntl(number, F_SETFL, O_NONBLOCK) == 0;
    if (!prepared) return errors::token_listener;
    return listener;
}

}  // namespace

Result<Descriptor> take_listener(const std::string& path) {
    if (is_for_us()) return take_handed_over();
    if (ipc::connect_to(path)) return Error(errors::token_answers, {fact("path", path)});
    return ipc::listen_at(path, socket_mode);
}

}  // namespace sealwright::token
