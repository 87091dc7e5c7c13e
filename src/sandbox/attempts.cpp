#include "sealwright/sandbox/self_test.hpp"

#include <sched.h>

#include <fcntl.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace sealwright::sandbox {
namespace {

// System calls are made raw: the C library must not answer in the kernel's place.
template <class... Arguments>
int call(long number, Arguments... arguments) {
    return ::syscall(number, arguments...) < 0 ? errno : 0;
}

int socket_of(int family) {
    return call(SYS_socket, family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

// No such descriptor: the kernel says EBADF to whoever reaches it.
constexpr int nobody = 900;

int make_inet() {
    return socket_of(AF_INET);
}
int make_inet6() {
    return socket_of(AF_INET6);
}
int make_local() {
    return socket_of(AF_UNIX);
}
int make_packet() {
    return socket_of(AF_NETLINK);
}
int make_pair() {
    std::array<int, 2> ends{};
    return call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends.data());
}
int connect_out() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    return call(SYS_connect, nobody, &address, sizeof address);
}
int bind_name() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    return call(SYS_bind, nobody, &address, sizeof address);
}
int open_file() {
    return call(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY | O_CLOEXEC);
}
int make_process() {
    const auto pid = ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr);
    if (pid == 0) ::_exit(0);
    return pid < 0 ? errno : 0;
}
int execute() {
    const std::array<const char*, 2> words{"/bin/true", nullptr};
    return call(SYS_execve, words[0], words.data(), words.data() + 1);
}
int trace() {
    return call(SYS_ptrace, PTRACE_TRACEME, 0, nullptr, nullptr);
}
int read_memory() {
    char from = 1;
    char to = 0;
    iovec local{&to, 1};
    iovec remote{&from, 1};
    return call(SYS_process_vm_readv, ::getpid(), &local, 1, &remote, 1, 0);
}
int write_memory() {
    char from = 1;
    char to = 0;
    iovec local{&from, 1};
    iovec remote{&to, 1};
    return call(SYS_process_vm_writev, ::getpid(), &local, 1, &remote, 1, 0);
}
int map_code() {
    return call(SYS_mmap,
                nullptr,
                4096,
                PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS,
                -1,
                0);
}
int make_code() {
    void* area = ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return call(SYS_mprotect, area, 4096, PROT_READ | PROT_EXEC);
}
int make_ring() {
    io_uring_params parameters{};
    return call(SYS_io_uring_setup, 1, &parameters);
}
int make_fault_handler() {
    return call(SYS_userfaultfd, O_CLOEXEC);
}
int load_bpf() {
    return call(SYS_bpf, 0, nullptr, 0);
}
int load_kernel() {
    return call(SYS_kexec_load, 0, 0, nullptr, ~0UL);
}
int enter_namespace() {
    return call(SYS_unshare, CLONE_NEWUTS);
}
int signal_others() {
    return call(SYS_kill, ::getpid(), 0);
}
int type_into_terminal() {
    // TIOCSTI, by its number.
    return call(SYS_ioctl, nobody, 0x5412, nullptr);
}
int think() {
    std::array<char, 16> bytes{};
    if (const auto code = call(SYS_getrandom, bytes.data(), bytes.size(), 0); code != 0) {
        return code;
    }
    return call(SYS_mmap, nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

constexpr std::array all{
    Attempt{"socket(AF_INET)", make_inet},
    Attempt{"socket(AF_INET6)", make_inet6},
    Attempt{"socket(AF_UNIX)", make_local},
    Attempt{"socket(AF_NETLINK)", make_packet},
    Attempt{"socketpair", make_pair},
    Attempt{"connect", connect_out},
    Attempt{"bind", bind_name},
    Attempt{"open a file", open_file},
    Attempt{"fork", make_process},
    Attempt{"execve", execute},
    Attempt{"ptrace", trace},
    Attempt{"process_vm_readv", read_memory},
    Attempt{"process_vm_writev", write_memory},
    Attempt{"mmap write+exec", map_code},
    Attempt{"mprotect exec", make_code},
    Attempt{"io_uring_setup", make_ring},
    Attempt{"userfaultfd", make_fault_handler},
    Attempt{"bpf", load_bpf},
    Attempt{"kexec_load", load_kernel},
    Attempt{"unshare", enter_namespace},
    Attempt{"kill", signal_others},
    Attempt{"type into a terminal", type_into_terminal},
    Attempt{"random and memory", think},
};

}  // namespace

std::span<const Attempt> attempts() {
    return all;
}

}  // namespace sealwright::sandbox
