#include "sealwright/sandbox/filter.hpp"

#include "calls.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/sandbox/errors.hpp"

#include <sched.h>
#include <seccomp.h>

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <initializer_list>
#include <memory>

namespace sealwright::sandbox {
namespace {

using Context = std::remove_pointer_t<scmp_filter_ctx>;

struct Release {
    void operator()(void* context) const { ::seccomp_release(context); }
};

// Collects rules; the first failure is kept, so that a half-made filter is never entered.
class Rules {
public:
    explicit Rules(std::uint32_t otherwise)
        : otherwise_(otherwise), context_(::seccomp_init(otherwise)) {
        if (!context_) failure_ = ENOMEM;
    }

    void allow(std::span<const int> calls) { add_each(SCMP_ACT_ALLOW, calls); }

    void allow_when(int call, std::initializer_list<scmp_arg_cmp> conditions) {
        add(SCMP_ACT_ALLOW, call, conditions);
    }

    void kill(std::span<const int> calls) {
        // libseccomp refuses a rule that says what happens anyhow.
        if (otherwise_ != SCMP_ACT_KILL_PROCESS) add_each(SCMP_ACT_KILL_PROCESS, calls);
    }

    void answer(int call, int code) {
        add(SCMP_ACT_ERRNO(static_cast<std::uint32_t>(code)), call, {});
    }

    Result<void> load() {
        if (failure_ == 0) set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
        // Threads that a module has made already are under the filter too.
        if (failure_ == 0) set(SCMP_FLTATR_CTL_TSYNC, 1);
        if (failure_ == 0) keep(::seccomp_load(context_.get()));
        if (failure_ == 0) return done;
        return Error(errors::sandbox_filter, {fact("errno", static_cast<std::uint64_t>(failure_))});
    }

private:
    void add(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> conditions) {
        if (failure_ != 0) return;
        keep(::seccomp_rule_add_array(context_.get(),
                                      action,
                                      call,
                                      static_cast<unsigned>(conditions.size()),
                                      conditions.begin()));
    }
    void add_each(std::uint32_t action, std::span<const int> calls) {
        for (const auto call : calls) add(action, call, {});
    }
    void set(scmp_filter_attr attribute, std::uint32_t value) {
        keep(::seccomp_attr_set(context_.get(), attribute, value));
    }
    void keep(int answer) {
        if (answer < 0) failure_ = -answer;
    }

    std::uint32_t otherwise_;
    std::unique_ptr<Context, Release> context_;
    int failure_ = 0;
};

scmp_arg_cmp without(unsigned argument, unsigned flags) {
    return {argument, SCMP_CMP_MASKED_EQ, flags, 0};
}

scmp_arg_cmp with(unsigned argument, unsigned flags) {
    return {argument, SCMP_CMP_MASKED_EQ, flags, flags};
}

scmp_arg_cmp equal(unsigned argument, unsigned value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}

// Memory that is data stays data.
void allow_memory_for_data(Rules& rules) {
    rules.allow_when(SCMP_SYS(mmap), {without(2, PROT_EXEC)});
    rules.allow_when(SCMP_SYS(mprotect), {without(2, PROT_EXEC)});
}

// A module may load another one (its text is mapped executable, never writable at once).
void allow_memory_for_modules(Rules& rules) {
    rules.allow_when(SCMP_SYS(mmap), {without(2, PROT_EXEC)});
    rules.allow_when(SCMP_SYS(mmap), {without(2, PROT_WRITE)});
    rules.allow_when(SCMP_SYS(mprotect), {without(2, PROT_EXEC)});
}

// Threads, but no process. clone3 hides its flags in memory, where no filter can look; told that it
// does not exist, the C library takes clone.
void allow_threads(Rules& rules) {
    rules.allow_when(SCMP_SYS(clone), {with(0, CLONE_THREAD)});
    rules.answer(SCMP_SYS(clone3), ENOSYS);
}

// Keeper and verifier: what they need is open already.
Result<void> enter_closed_room() {
    Rules rules(SCMP_ACT_KILL_PROCESS);
    rules.allow(common_calls());
    allow_memory_for_data(rules);
    return rules.load();
}

// What is merely unneeded is an error, so that an odd question of SQLite's cannot stop the service.
Result<void> enter_depot() {
    Rules rules(SCMP_ACT_ERRNO(EPERM));
    rules.allow(common_calls());
    rules.allow(file_calls());
    allow_memory_for_data(rules);
    rules.kill(hostile_calls());
    return rules.load();
}

// Files, because SIGHUP reads certificate and key again. Its clients come from the listener it was
// given; the only socket it makes itself is the one to the keeper.
Result<void> enter_front() {
    Rules rules(SCMP_ACT_ERRNO(EPERM));
    rules.allow(common_calls());
    rules.allow(file_calls());
    rules.allow(front_calls());
    allow_memory_for_data(rules);
    // Asio asks for what it reads without waiting.
    rules.allow_when(SCMP_SYS(ioctl), {equal(1, FIONBIO)});
    rules.allow_when(SCMP_SYS(socket), {equal(0, AF_UNIX)});
    rules.kill(hostile_calls());
    return rules.load();
}

// A client of the service: names are resolved by a thread of the C library's, which is Asio's own.
Result<void> enter_agent() {
    Rules rules(SCMP_ACT_ERRNO(EPERM));
    rules.allow(common_calls());
    rules.allow(file_calls());
    rules.allow(front_calls());
    rules.allow(agent_calls());
    allow_memory_for_data(rules);
    allow_threads(rules);
    rules.allow_when(SCMP_SYS(ioctl), {equal(1, FIONBIO)});
    rules.allow_when(SCMP_SYS(ioctl), {equal(1, FIONREAD)});
    for (const auto family : {AF_INET, AF_INET6, AF_UNIX}) {
        rules.allow_when(SCMP_SYS(socket), {equal(0, static_cast<unsigned>(family))});
    }
    rules.kill(hostile_calls());
    return rules.load();
}

Result<void> enter_token(bool network) {
    Rules rules(SCMP_ACT_ERRNO(EPERM));
    rules.allow(common_calls());
    rules.allow(file_calls());
    rules.allow(module_calls());
    allow_memory_for_modules(rules);
    allow_threads(rules);
    // Names a thread; the other questions of prctl are not a module's.
    rules.allow_when(SCMP_SYS(prctl), {equal(0, PR_SET_NAME)});
    // Never TIOCSTI, which types into the terminal that a person's shell reads.
    for (const auto question : {FIONREAD, FIONBIO, FIOCLEX, TCGETS}) {
        const auto number = static_cast<unsigned>(question);
        rules.allow_when(SCMP_SYS(ioctl), {equal(1, number)});
    }
    if (network) {
        rules.allow(network_calls());
        for (const auto family : {AF_INET, AF_INET6, AF_UNIX}) {
            rules.allow_when(SCMP_SYS(socket), {equal(0, static_cast<unsigned>(family))});
        }
    }
    rules.kill(hostile_calls());
    return rules.load();
}

}  // namespace

Result<void> enter(Filter filter) {
    // The first conversion of a time reads the time zone's file, which a filter may forbid.
    ::tzset();
    // A pool of secrets made later would need calls that are no longer there.
    static_cast<void>(SecretPool::memory());
    switch (filter) {
        case Filter::keeper:
        case Filter::verifier:
            return enter_closed_room();
        case Filter::depot:
            return enter_depot();
        case Filter::front:
            return enter_front();
        case Filter::token:
            return enter_token(false);
        case Filter::token_with_network:
            return enter_token(true);
        case Filter::agent:
            return enter_agent();
    }
    return errors::sandbox_filter;
}

}  // namespace sealwright::sandbox
