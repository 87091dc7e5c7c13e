// ends_itself: whether a step ends the process, tried in a child that nobody misses.
//
// The child has no slot of the secret pool (its pages are not inherited), so a step may take slots
// and look at a Secret's state, but not at its bytes.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace sealwright::test {

// The status of waitpid for a child that runs `step` and then exits with 0.
template <class Step>
int status_of_child(Step step) {
    const auto child = ::fork();
    if (child == 0) {
        ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        // The test program's own handlers would report the end that is wanted here.
        for (const auto number : {SIGABRT, SIGSEGV, SIGBUS}) ::signal(number, SIG_DFL);
        step();
        ::_exit(0);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child ? status : 0;
}

template <class Step>
bool ends_itself(Step step) {
    const auto status = status_of_child(step);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

template <class Step>
bool goes_on(Step step) {
    const auto status = status_of_child(step);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace sealwright::test
