#include "signals.hpp"

#include "errors.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace sealwright::supervisor {

Result<Signals> Signals::open() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    for (const auto number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&wanted, number);
    if (::sigprocmask(SIG_BLOCK, &wanted, nullptr) != 0) return errors::supervisor_signals;
    ::signal(SIGPIPE, SIG_IGN);
    Descriptor descriptor(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor.is_open()) return errors::supervisor_signals;
    return Signals(std::move(descriptor));
}

bool Signals::take() const {
    bool ending = false;
    signalfd_siginfo info{};
    while (::read(number(), &info, sizeof info) == sizeof info) {
        ending = ending || info.ssi_signo != SIGCHLD;
    }
    return ending;
}

}  // namespace sealwright::supervisor
