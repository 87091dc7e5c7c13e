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

Signals::Wishes Signals::take() const {
    Wishes wishes;
    signalfd_siginfo info{};
    while (::read(number(), &info, sizeof info) == sizeof info) {
        wishes.reload = wishes.reload || info.ssi_signo == SIGHUP;
        wishes.end = wishes.end || info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
    }
    return wishes;
}

}  // namespace sealwright::supervisor
