#include "sealwright/custody/host.hpp"

#include "sealwright/attest/host_card.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

constexpr std::size_t root_name_max = 256;

Error failed(const std::string& name, const claims::Check& row) {
    return {errors::host_differs,
            {fact("host", name),
             fact("claim", row.claim),
             fact("expected", row.expected),
             fact("got", row.got)}};
}

// The first claim that failed.
Result<void> check_rows(const std::string& name, const attest::Judgement& judgement) {
    const auto& rows = judgement.result.checks;
    const auto row = std::ranges::find(rows, claims::CheckStatus::failed, &claims::Check::status);
    if (row != rows.end()) return failed(name, *row);
    return done;
}

}  // namespace

void PinnedHost::write(wire::Writer& writer) const {
    writer.text(name);
    key.write(writer);
    writer.raw(endorsement);
    writer.text(endorsed_by);
    state.write(writer);
    writer.u64(pinned_ms);
}

PinnedHost PinnedHost::read(wire::Reader& reader) {
    PinnedHost host;
    host.name = reader.text(attest::host_name_max);
    host.key = attest::AttestationKey::read(reader);
    host.endorsement = reader.digest();
    host.endorsed_by = reader.text(root_name_max);
    host.state = attest::TpmState::read(reader);
    host.pinned_ms = reader.u64();
    return host;
}

Result<PinnedHost> appraise_host(const std::vector<PinnedHost>& hosts,
                                 const Digest& plan,
                                 View quote,
                                 std::uint64_t wall_ms) {
    const auto came = wire::decode<attest::TpmQuote>(quote);
    if (!came) return Error(errors::host_other, {fact("claim", "form")});
    const auto its = [&](const PinnedHost& each) {
        return attest::verify_p256(each.key, came->attested, came->signature).ok();
    };
    const auto host = std::ranges::find_if(hosts, its);
    if (host == hosts.end()) {
        std::string names;
        for (const auto& each : hosts) names += (names.empty() ? "" : ", ") + each.name;
        return Error(errors::host_other,
                     {fact("claim", "signature"),
                      fact("expected", "by " + names),
                      fact("got", "by none of these")});
    }
    attest::QuoteRule rule;
    rule.key = host->key;
    rule.binding = attest::recovery_binding(plan);
    rule.pcrs = host->state.values.set;
    rule.baselines.push_back(
        {"pinned", host->state.values, host->state.firmware, 0, host->pinned_ms, 0});
    rule.last = host->state;
    rule.wall_ms = wall_ms;
    const auto judgement = attest::judge_quote(rule, *came);
    TRY(check_rows(host->name, judgement));
    if (!judgement.is_accepted()) return Error(errors::host_other, {fact("claim", "trust")});
    return *host;
}

Result<void> check_registers(const PinnedHost& host) {
    const auto& set = host.state.values.set;
    const auto needed = {0U, 2U, 4U, 7U};
    const bool has_all =
        std::ranges::all_of(needed, [&](unsigned pcr) { return set.contains(pcr); });
    if (!has_all) return Error(errors::host_registers, {fact("registers", set.str())});
    return done;
}

Result<attest::TpmState> state_in(const attest::AttestationKey& key,
                                  const Digest& binding,
                                  const attest::TpmQuote& quote,
                                  std::uint64_t wall_ms) {
    attest::QuoteRule rule;
    rule.key = key;
    rule.binding = binding;
    rule.pcrs = quote.values.set;
    rule.learns = true;
    rule.wall_ms = wall_ms;
    const auto judgement = attest::judge_quote(rule, quote);
    TRY(check_rows("card", judgement));
    if (!judgement.seen) return Error(errors::host_other, {fact("claim", "registers")});
    return *judgement.seen;
}

}  // namespace sealwright::custody
