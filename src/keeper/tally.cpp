#include "tally.hpp"

#include "seal_ask.hpp"
#include "sealwright/seal/body.hpp"
#include "sealwright/seal/ciphertext.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

std::string vault_of(const State& state, const seal::SealAsk& ask) {
    const auto* node = node_of(state, ask);
    const auto vault = node == nullptr ? state.vaults.end() : state.vaults.find(node->vault);
    return vault == state.vaults.end() ? std::string() : vault->second.name;
}

// A refused decrypt says in clear which class it was for; a refused encrypt is not looked into.
std::string class_of(const seal::SealAsk& ask) {
    constexpr auto unknown = "unknown";
    if (ask.operation != seal::Operation::decrypt) return unknown;
    const auto text = seal::read_decrypt_body(ask.body);
    if (!text) return unknown;
    const auto ciphertext = seal::parse_ciphertext(*text);
    if (!ciphertext) return unknown;
    return std::string(claims::name_of(ciphertext->header.seal_class));
}

}  // namespace

void Tally::count(Kind kind) {
    if (requests_.size() < observe::counts_max - 1 || requests_.contains(kind)) {
        ++requests_[std::move(kind)];
        return;
    }
    is_cut_ = true;
    ++requests_[Kind{"", "unknown", "unknown", "unknown", ""}];
}

void Tally::served(const Vault& vault,
                   claims::SealClass seal_class,
                   seal::Operation operation,
                   std::uint64_t took_ms) {
    const auto is_release = operation == seal::Operation::decrypt;
    count({vault.name,
           std::string(claims::name_of(seal_class)),
           std::string(name_of(operation)),
           is_release ? "released" : "sealed",
           ""});
    if (!is_release) return;
    const auto& bounds = observe::release_bounds_ms;
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), took_ms);
    ++release_.counts.at(static_cast<std::size_t>(bound - bounds.begin()));
    release_.sum_ms += took_ms;
}

void Tally::answered_probe(const State& state, const seal::SealAsk& ask) {
    count({vault_of(state, ask), "probe", std::string(name_of(ask.operation)), "answered", ""});
}

void Tally::refused(const State& state, const seal::SealAsk& ask, const Error& error) {
    ++refusals_[error.code()];
    const auto vault = vault_of(state, ask);
    const auto seal_class = vault.empty() ? std::string("unknown") : class_of(ask);
    count({vault, seal_class, std::string(name_of(ask.operation)), "refused", error.spec().name});
}

std::vector<observe::RequestCount> Tally::requests() const {
    std::vector<observe::RequestCount> all;
    all.reserve(requests_.size());
    for (const auto& [kind, number] : requests_) {
        const auto& [vault, seal_class, operation, outcome, reason] = kind;
        all.push_back({vault, seal_class, operation, outcome, reason, number});
    }
    return all;
}

std::vector<observe::RefusalCount> Tally::refusals() const {
    std::vector<observe::RefusalCount> all;
    for (const auto& [code, number] : refusals_) all.push_back({code, number});
    return all;
}

}  // namespace sealwright::keeper
