#include "sealwright/sandbox/self_test.hpp"

#include "sealwright/core/secret.hpp"
#include "sealwright/sandbox/harden.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>

namespace sealwright::sandbox {
namespace {

// How the child says what happened, when it still can.
enum Ending : int { ending_reached = 0, ending_refused = 10, ending_broken = 11 };

constexpr unsigned trial_seconds = 10;

[[noreturn]] void be_tried(std::optional<Filter> filter, const Attempt& attempt) {
    ::alarm(trial_seconds);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    if (filter.has_value() && !enter(*filter)) ::_exit(ending_broken);
    ::_exit(attempt.act() == EPERM ? ending_refused : ending_reached);
}

struct Subject {
    const char* name;
    Filter filter;
    // The acts that it may do; every other one must be killed or refused.
    std::span<const std::string_view> may;
};

constexpr std::array<std::string_view, 1> keeper_may{"random and memory"};
constexpr std::array<std::string_view, 2> files_may{"random and memory", "open a file"};
constexpr std::array<std::string_view, 4> front_may{
    "random and memory", "open a file", "socket(AF_UNIX)", "connect"};
constexpr std::array<std::string_view, 6> network_may{"random and memory",
                                                      "open a file",
                                                      "socket(AF_INET)",
                                                      "socket(AF_INET6)",
                                                      "socket(AF_UNIX)",
                                                      "connect"};

constexpr std::array subjects{
    Subject{"keeper", Filter::keeper, keeper_may},
    Subject{"depot", Filter::depot, files_may},
    Subject{"front", Filter::front, front_may},
    Subject{"verifier", Filter::verifier, keeper_may},
    Subject{"token", Filter::token, files_may},
    Subject{"token+network", Filter::token_with_network, network_may},
    Subject{"agent", Filter::agent, network_may},
};

std::string text_of_outcome(Outcome outcome) {
    switch (outcome) {
        case Outcome::killed:
            return "killed";
        case Outcome::refused:
            return "refused";
        case Outcome::reached:
            return "reached the kernel";
        case Outcome::broken:
            return "could not be tried";
    }
    return "could not be tried";
}

Row tried(const Subject& subject, const Attempt& attempt) {
    const auto outcome = try_out(subject.filter, attempt);
    const bool may = std::ranges::find(subject.may, attempt.name) != subject.may.end();
    if (may) {
        const bool allowed = outcome == Outcome::reached;
        return {subject.name,
                attempt.name,
                allowed ? "allowed, as it needs" : text_of_outcome(outcome),
                allowed};
    }
    return {subject.name,
            attempt.name,
            text_of_outcome(outcome),
            outcome == Outcome::killed || outcome == Outcome::refused};
}

Outcome try_hardening(int (*question)()) {
    const auto pid = ::fork();
    if (pid == 0) {
        harden_process();
        ::_exit(question());
    }
    int status = 0;
    if (pid < 0 || ::waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return Outcome::broken;
    return WEXITSTATUS(status) == 0 ? Outcome::refused : Outcome::reached;
}

int core_limit() {
    rlimit limit{1, 1};
    ::getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1;
}

int dumpable() {
    return ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 1;
}

int new_privileges() {
    return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 1;
}

Row hardened(const char* act, int (*question)(), const char* off) {
    const bool holds = try_hardening(question) == Outcome::refused;
    return {"every process", act, holds ? off : "still possible", holds};
}

Row secret_memory() {
    switch (SecretPool::memory()) {
        case SecretMemory::memfd_secret:
            return {"every process", "memory of secrets", "memfd_secret", true};
        case SecretMemory::locked_pages:
            return {"every process", "memory of secrets", "locked pages (no memfd_secret)", true};
    }
    return {"every process", "memory of secrets", "unknown", false};
}

}  // namespace

Outcome try_out(std::optional<Filter> filter, const Attempt& attempt) {
    const auto pid = ::fork();
    if (pid == 0) be_tried(filter, attempt);
    int status = 0;
    if (pid < 0 || ::waitpid(pid, &status, 0) != pid) return Outcome::broken;
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGSYS ? Outcome::killed : Outcome::broken;
    }
    switch (WEXITSTATUS(status)) {
        case ending_reached:
            return Outcome::reached;
        case ending_refused:
            return Outcome::refused;
    }
    return Outcome::broken;
}

std::vector<Row> self_test() {
    std::vector<Row> rows;
    for (const auto& subject : subjects) {
        for (const auto& attempt : attempts()) rows.push_back(tried(subject, attempt));
    }
    rows.push_back(hardened("core file", core_limit, "off"));
    rows.push_back(hardened("be dumped or traced by its user", dumpable, "off"));
    rows.push_back(hardened("gain privileges by exec", new_privileges, "off"));
    rows.push_back(secret_memory());
    return rows;
}

std::string render(const std::vector<Row>& rows) {
    constexpr std::size_t subject_width = 15;
    constexpr std::size_t act_width = 33;
    std::string text;
    for (const auto& row : rows) {
        auto line = row.subject;
        line.resize(std::max(subject_width, line.size() + 1), ' ');
        line += row.act;
        line.resize(std::max(subject_width + act_width, line.size() + 1), ' ');
        text += line + row.outcome + (row.holds ? "\n" : "   <-- MUST NOT BE\n");
    }
    return text;
}

}  // namespace sealwright::sandbox
