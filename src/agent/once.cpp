#include "once.hpp"

#include "child.hpp"
#include "errors.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "service_link.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds once_max{90'000};

constexpr std::size_t status_width = 13;

void pad(std::string& line, std::size_t width) {
    line.resize(std::max(width, line.size() + 2), ' ');
}

std::string line_of(const claims::Check& check) {
    constexpr std::size_t claim_width = 31;
    const bool is_reached = check.status != claims::CheckStatus::skipped;
    std::string line(is_reached ? claims::word_of(check.status) : "not reached");
    pad(line, status_width);
    line += check.claim;
    if (check.status == claims::CheckStatus::passed ||
        check.status == claims::CheckStatus::skipped) {
        return line + "\n";
    }
    pad(line, claim_width);
    line += "expected " + (check.expected.empty() ? "-" : check.expected) + ", got " +
            (check.got.empty() ? "-" : check.got);
    if (check.code != 0) line += " (E" + std::to_string(check.code) + ")";
    return line + "\n";
}

}  // namespace

Result<session::OpenedFacts> attest_once(const config::AgentConfig& config,
                                         const std::string& config_path,
                                         const attest::EnrolmentToken* token) {
    asio::io_context io(1);
    SystemRandom random;
    TRY(tls, http::ClientTls::open(config.authority));
    TRY(child, start_prover(config_path));
    ProverLink prover(io);
    TRY(prover.start(std::move(child)));
    const auto link = ServiceLink::make(io, config, *tls, prover, random);
    TRY(sandbox::enter(sandbox::Filter::agent));
    Result<session::OpenedFacts> result(errors::agent_prover_silent);
    link->attest(token == nullptr ? session::Purpose::rehearse : session::Purpose::enrol,
                 token,
                 [&](auto facts) {
                     result = std::move(facts);
                     io.stop();
                 });
    io.run_for(once_max);
    link->give_up();
    prover.stop();
    return result;
}

std::string render(const claims::AttestationResult& result) {
    std::string text;
    for (const auto& check : result.checks) text += line_of(check);
    std::string status("status");
    pad(status, status_width);
    text += status + std::string(claims::word_of(result.status)) + ", by " +
            std::string(claims::word_of(result.kind));
    if (!result.provenance.empty()) text += " (" + result.provenance + ")";
    if (!result.reference_id.empty()) text += ", as in " + result.reference_id;
    return text + "\n";
}

}  // namespace sealwright::agent
