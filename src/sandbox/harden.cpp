#include "sealwright/sandbox/harden.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

namespace sealwright::sandbox {

// Each of these is checked: a process that believes itself hardened and is not is worse than none.
void harden_process() {
    const rlimit none{0, 0};
    check(::setrlimit(RLIMIT_CORE, &none) == 0);
    check(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    ::umask(077);
}

void end_with_parent() {
    const auto parent = ::getppid();
    check(::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
    // The parent may have died before the kernel knew; then nobody would end us.
    if (::getppid() != parent) ::_exit(0);
}

}  // namespace sealwright::sandbox
