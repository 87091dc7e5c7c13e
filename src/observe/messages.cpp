#include "sealwright/observe/messages.hpp"

namespace sealwright::observe {

void TokenNumbers::write(wire::Writer& writer) const {
    writer.text(name);
    writer.boolean(is_ready);
}

TokenNumbers TokenNumbers::read(wire::Reader& reader) {
    TokenNumbers token;
    token.name = reader.text(text_max);
    token.is_ready = reader.boolean();
    return token;
}

void VaultNumbers::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u32(seal_key_version);
    writer.boolean(has_begun);
    writer.boolean(may_init);
    writer.u64(canary_passed_ms);
    writer.u32(canary_failing);
    writer.boolean(is_held);
    writer.u64(held_until_ms);
    writer.boolean(may_restore);
    writer.boolean(waits_for_rewrap);
    for (const auto count : nodes) writer.u32(count);
    writer.u32(baselines_overdue);
}

VaultNumbers VaultNumbers::read(wire::Reader& reader) {
    VaultNumbers vault;
    vault.name = reader.text(text_max);
    vault.seal_key_version = reader.u32();
    vault.has_begun = reader.boolean();
    vault.may_init = reader.boolean();
    vault.canary_passed_ms = reader.u64();
    vault.canary_failing = reader.u32();
    vault.is_held = reader.boolean();
    vault.held_until_ms = reader.u64();
    vault.may_restore = reader.boolean();
    vault.waits_for_rewrap = reader.boolean();
    for (auto& count : vault.nodes) count = reader.u32();
    vault.baselines_overdue = reader.u32();
    return vault;
}

void NodeNumbers::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(name);
    writer.u64(not_after_ms);
}

NodeNumbers NodeNumbers::read(wire::Reader& reader) {
    NodeNumbers node;
    node.vault = reader.text(text_max);
    node.name = reader.text(text_max);
    node.not_after_ms = reader.u64();
    return node;
}

void RequestCount::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(seal_class);
    writer.text(operation);
    writer.text(outcome);
    writer.text(reason);
    writer.u64(count);
}

RequestCount RequestCount::read(wire::Reader& reader) {
    RequestCount request;
    request.vault = reader.text(text_max);
    request.seal_class = reader.text(text_max);
    request.operation = reader.text(text_max);
    request.outcome = reader.text(text_max);
    request.reason = reader.text(text_max);
    request.count = reader.u64();
    return request;
}

void RefusalCount::write(wire::Writer& writer) const {
    writer.u16(code);
    writer.u64(count);
}

RefusalCount RefusalCount::read(wire::Reader& reader) {
    RefusalCount refusal;
    refusal.code = reader.u16();
    refusal.count = reader.u64();
    return refusal;
}

void AttestationCount::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(purpose);
    writer.text(outcome);
    writer.text(reason);
    writer.u16(code);
    writer.u64(count);
}

AttestationCount AttestationCount::read(wire::Reader& reader) {
    AttestationCount attestation;
    attestation.vault = reader.text(text_max);
    attestation.purpose = reader.text(text_max);
    attestation.outcome = reader.text(text_max);
    attestation.reason = reader.text(text_max);
    attestation.code = reader.u16();
    attestation.count = reader.u64();
    return attestation;
}

void Verifications::write(wire::Writer& writer) const {
    writer.u32(under_way);
    writer.u64(parsed);
    writer.u64(refused);
    writer.u64(busy);
    writer.u64(lost);
}

Verifications Verifications::read(wire::Reader& reader) {
    Verifications verifications;
    verifications.under_way = reader.u32();
    verifications.parsed = reader.u64();
    verifications.refused = reader.u64();
    verifications.busy = reader.u64();
    verifications.lost = reader.u64();
    return verifications;
}

void OpenRequests::write(wire::Writer& writer) const {
    writer.u32(collecting);
    writer.u32(armed);
    writer.u64(oldest_ms);
}

OpenRequests OpenRequests::read(wire::Reader& reader) {
    OpenRequests requests;
    requests.collecting = reader.u32();
    requests.armed = reader.u32();
    requests.oldest_ms = reader.u64();
    return requests;
}

void Histogram::write(wire::Writer& writer) const {
    for (const auto count : counts) writer.u64(count);
    writer.u64(sum_ms);
}

Histogram Histogram::read(wire::Reader& reader) {
    Histogram histogram;
    for (auto& count : histogram.counts) count = reader.u64();
    histogram.sum_ms = reader.u64();
    return histogram;
}

void Numbers::write(wire::Writer& writer) const {
    writer.enumeration(phase);
    writer.text(environment);
    writer.u8(tokens_needed);
    writer.u32(canary_subsets);
    wire::write_list(writer, tokens);
    wire::write_list(writer, vaults);
    wire::write_list(writer, nodes);
    wire::write_list(writer, requests);
    wire::write_list(writer, refusals);
    release.write(writer);
    wire::write_list(writer, attestations);
    verifications.write(writer);
    writer.u64(sessions);
    writer.boolean(is_frozen);
    writer.u64(frozen_until_ms);
    open_requests.write(writer);
    writer.u64(journal_head);
    writer.u64(journal_unsigned);
    writer.u64(checkpointed_ms);
    writer.u64(committed_ms);
    writer.u64(commits_failed);
    writer.u64(asks_waiting);
    writer.u64(outcomes_waiting);
    writer.u64(heartbeats);
    writer.boolean(is_cut);
    writer.u16(custodians_needed);
    writer.u16(custodians_shown);
    writer.u64(drilled_ms);
}

Numbers Numbers::read(wire::Reader& reader) {
    Numbers numbers;
    numbers.phase = reader.enumeration(Phase::open);
    numbers.environment = reader.text(text_max);
    numbers.tokens_needed = reader.u8();
    numbers.canary_subsets = reader.u32();
    numbers.tokens = wire::read_list<TokenNumbers>(reader, tokens_max);
    numbers.vaults = wire::read_list<VaultNumbers>(reader, vaults_max);
    numbers.nodes = wire::read_list<NodeNumbers>(reader, nodes_max);
    numbers.requests = wire::read_list<RequestCount>(reader, counts_max);
    numbers.refusals = wire::read_list<RefusalCount>(reader, counts_max);
    numbers.release = Histogram::read(reader);
    numbers.attestations = wire::read_list<AttestationCount>(reader, counts_max);
    numbers.verifications = Verifications::read(reader);
    numbers.sessions = reader.u64();
    numbers.is_frozen = reader.boolean();
    numbers.frozen_until_ms = reader.u64();
    numbers.open_requests = OpenRequests::read(reader);
    numbers.journal_head = reader.u64();
    numbers.journal_unsigned = reader.u64();
    numbers.checkpointed_ms = reader.u64();
    numbers.committed_ms = reader.u64();
    numbers.commits_failed = reader.u64();
    numbers.asks_waiting = reader.u64();
    numbers.outcomes_waiting = reader.u64();
    numbers.heartbeats = reader.u64();
    numbers.is_cut = reader.boolean();
    numbers.custodians_needed = reader.u16();
    numbers.custodians_shown = reader.u16();
    numbers.drilled_ms = reader.u64();
    return numbers;
}

}  // namespace sealwright::observe
