// Preloaded into an agent: a kernel before 6.5, which gives no pidfd of who connected. It says so
// on stderr each time it was asked, so that a test sees that the other way was taken.
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

extern "C" __attribute__((visibility("default"))) int getsockopt(
    int socket, int level, int option, void* value, socklen_t* size) noexcept {
    constexpr int peer_pidfd = 77;  // SO_PEERPIDFD
    if (level == SOL_SOCKET && option == peer_pidfd) {
        constexpr std::string_view word = "older kernel: no pidfd of the peer\n";
        [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, word.data(), word.size());
        errno = ENOPROTOOPT;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_getsockopt, socket, level, option, value, size));
}
