// sealwright-agent: proves what this host is, and serves its vault; see docs/protocol/session.md.
#include "arguments.hpp"
#include "errors.hpp"
#include "identify.hpp"
#include "once.hpp"
#include "program.hpp"
#include "prover_process.hpp"
#include "recovery_host.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/self_test.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "token_source.hpp"

#include <cstdio>
#include <string>

namespace sealwright::agent {
namespace {

constexpr int exit_local = 1;
constexpr int exit_remote = 2;
constexpr int exit_denied = 11;

// Nothing is kept here of an enrolment under way, so the registry says how far it came.
constexpr auto how_to_go_on =
    "sealwright-agent: a token is spent by an enrolment and by nothing else: run the same command "
    "again. If that is refused, see `sealwright node show VAULT NODE` on the service's host: a "
    "node that waits for approval is enrolled, and only the answer was lost; for any other make a "
    "new token (sealwright node revoke, then node enrol)\n";

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
}

int complain(const Error& error) {
    std::fputs(("sealwright-agent: " + error.advice() + "\n").c_str(), stderr);
    // What the TPM's room says stands in the hundred of evidence.
    constexpr std::uint16_t evidence_hundred = 30;
    const bool is_local = error.is(errors::agent_usage) || error.is(errors::agent_token_invalid) ||
                          error.is(errors::agent_token_source) ||
                          error.is(errors::agent_no_evidence) ||
                          error.spec().code / 100 == evidence_hundred;
    const bool is_denied = error.is(errors::agent_refused) || error.is(errors::agent_denied) ||
                           error.is(errors::agent_not_enrolled);
    if (is_denied) return exit_denied;
    return is_local ? exit_local : exit_remote;
}

int rehearse(const config::AgentConfig& config, const std::string& path) {
    const auto facts = attest_once(config, path, nullptr);
    if (!facts) return complain(facts.error());
    print(render(facts->result));
    if (!facts->result.is_accepted()) return complain(Error(errors::agent_denied));
    print("a vault on this node would be served\n");
    return 0;
}

int enrol(const config::AgentConfig& config, const Arguments& arguments) {
    const auto token = read_token(arguments.token_descriptor);
    if (!token) return complain(token.error());
    const auto facts = attest_once(config, arguments.config, &*token);
    if (!facts) {
        const auto code = complain(facts.error());
        std::fputs(how_to_go_on, stderr);
        return code;
    }
    print(render(facts->result));
    if (facts->result.status == claims::Trust::contraindicated) {
        return complain(Error(errors::agent_not_enrolled));
    }
    print("enrolled as " + config.node.str() + "\n");
    if (facts->waits_for_approval) {
        print(
            "now somebody has to look and approve: sealwright node show VAULT NODE, then node "
            "approve, by the names that `node enrol` was given\n");
    }
    return 0;
}

int show_identity(const Arguments& arguments) {
    const auto text = identify(arguments);
    if (!text) return complain(text.error());
    print(*text);
    return 0;
}

int write_host(const Arguments& arguments) {
    const auto made = made_for_recovery(arguments);
    if (!made) return complain(made.error());
    const bool is_out = std::fwrite(made->data(), 1, made->size(), stdout) == made->size();
    if (!is_out || std::fflush(stdout) != 0) return complain(Error(errors::agent_no_evidence));
    const bool is_card = arguments.verb == Arguments::Verb::host_card;
    std::fputs(
        is_card ? "now: sealwright recover host FILE\n" : "now: sealwright recover attest FILE\n",
        stderr);
    return 0;
}

int run(const Arguments& arguments) {
    const bool is_host = arguments.verb == Arguments::Verb::host_card ||
                         arguments.verb == Arguments::Verb::host_quote;
    if (is_host) return write_host(arguments);
    if (arguments.verb == Arguments::Verb::identify) return show_identity(arguments);
    const auto config = config::load_compiled_agent(arguments.config);
    if (!config) {
        log(LogLevel::error, "the configuration cannot be used", config.error());
        return exit_local;
    }
    using Verb = Arguments::Verb;
    if (arguments.verb == Verb::enrol) return enrol(*config, arguments);
    if (arguments.verb == Verb::rehearse) return rehearse(*config, arguments.config);
    const auto ended =
        arguments.verb == Verb::prove ? serve_as_prover(*config) : serve(*config, arguments.config);
    if (ended) return 0;
    log(LogLevel::error, "ended", ended.error());
    return exit_local;
}

}  // namespace
}  // namespace sealwright::agent

int main(int count, char** words) {
    using sealwright::agent::Arguments;
    const auto arguments =
        sealwright::agent::parse_arguments({words, static_cast<std::size_t>(count)});
    if (!arguments) {
        std::fputs(sealwright::agent::usage_screen.data(), stderr);
        return sealwright::agent::complain(arguments.error());
    }
    if (arguments->verb == Arguments::Verb::help) {
        std::fputs(sealwright::agent::usage_screen.data(), stdout);
        return 0;
    }
    sealwright::log_as(arguments->verb == Arguments::Verb::prove ? "agent prover" : "agent");
    sealwright::sandbox::harden_process();
    const auto tested = sealwright::crypto::self_test();
    if (!tested) return sealwright::agent::complain(tested.error());
    return sealwright::agent::run(*arguments);
}
