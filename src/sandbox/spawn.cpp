#include "sealwright/sandbox/spawn.hpp"

#include "sealwright/core/descriptor.hpp"
#include "sealwright/sandbox/errors.hpp"
#include "sealwright/sandbox/harden.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace sealwright::sandbox {
namespace {

constexpr int inherited_first = 3;
// Above every place a descriptor is moved to, so that no move overwrites one that still has to go.
constexpr int parking_first = 64;

Error failed(const Program& program, int code) {
    return {errors::sandbox_spawn,
            {fact("path", program.path), fact("errno", static_cast<std::uint64_t>(code))}};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

// The child's side, between fork and exec. Each step returns 0 or the errno that the parent
// reports.
class Birth {
public:
    explicit Birth(const Program& program) : program_(program) {}

    // Returns only when the program could not be executed.
    int run(int report) {
        report_ = ::fcntl(report, F_DUPFD_CLOEXEC, parking_first);
        if (report_ < 0) return errno;
        if (const auto code = place_descriptors(); code != 0) return code;
        // Without the terminal of whoever started us: what a compromised child types into it
        // (TIOCSTI) root's shell would run, and a Ctrl-C there would end the tokens with us.
        if (::setsid() < 0) return errno;
        if (const auto code = take_user(); code != 0) return code;
        reset_signals();
        if (program_.ends_with_parent) end_with_parent();
        return execute();
    }

    [[nodiscard]] int report() const { return report_; }

private:
    int place_descriptors() {
        std::vector<int> parked;
        for (const auto& each : program_.descriptors) {
            parked.push_back(::fcntl(each.number, F_DUPFD_CLOEXEC, parking_first));
            if (parked.back() < 0) return errno;
        }
        const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
        if (!nothing.is_open() || ::dup2(nothing.number(), STDIN_FILENO) < 0) return errno;
        auto place = inherited_first;
        for (const auto number : parked) {
            if (::dup2(number, place) < 0) return errno;
            ++place;
        }
        const auto closed =
            ::syscall(SYS_close_range, static_cast<unsigned>(place), ~0U, CLOSE_RANGE_CLOEXEC);
        return closed == 0 ? 0 : errno;
    }

    int take_user() {
        if (::geteuid() != 0) return 0;
        const std::vector<gid_t> groups(program_.groups.begin(), program_.groups.end());
        if (::setgroups(groups.size(), groups.data()) != 0) return errno;
        if (::setgid(program_.gid) != 0) return errno;
        return ::setuid(program_.uid) == 0 ? 0 : errno;
    }

    static void reset_signals() {
        for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    }

    int execute() {
        auto arguments = program_.arguments;
        arguments.insert(arguments.begin(), program_.path);
        auto environment = program_.environment;
        const auto count = program_.descriptors.size();
        if (count > 0) {
            std::string names;
            for (const auto& each : program_.descriptors) {
                names.append(names.empty() ? "" : ":").append(each.name);
            }
            environment.push_back("LISTEN_FDS=" + std::to_string(count));
            environment.push_back("LISTEN_PID=" + std::to_string(::getpid()));
            environment.push_back("LISTEN_FDNAMES=" + names);
        }
        ::execve(program_.path.c_str(), pointers(arguments).data(), pointers(environment).data());
        return errno;
    }

    const Program& program_;
    int report_ = -1;
};

[[noreturn]] void become(const Program& program, int report) {
    Birth birth(program);
    const int code = birth.run(report);
    const auto written = ::write(birth.report() >= 0 ? birth.report() : report, &code, sizeof code);
    ::_exit(written == sizeof code ? 126 : 127);
}

}  // namespace

Result<int> spawn(const Program& program) {
    check(program.descriptors.size() <= inherited_max);
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) return failed(program, errno);
    const Descriptor heard(ends[0]);
    Descriptor said(ends[1]);

    const auto pid = ::fork();
    if (pid < 0) return failed(program, errno);
    if (pid == 0) become(program, said.number());

    // The exec closes the child's end, so this read lasts as long as the exec does.
    said.close();
    int code = 0;
    ssize_t count = 0;
    do {
        count = ::read(heard.number(), &code, sizeof code);
    } while (count < 0 && errno == EINTR);
    if (count == 0) return pid;
    int status = 0;
    ::waitpid(pid, &status, 0);
    return failed(program, count == sizeof code ? code : EIO);
}

}  // namespace sealwright::sandbox
