// Tally: how many asks of the seal API ended how, since this keeper's start, and how fast.
//
// Counts by vault, class, operation, outcome and reason; names of askers are not among them.
// Whoever asks cannot make it grow: what a stranger sends is counted under no vault. Process:
// keeper. Limits: 4,096 kinds of request, then the others share one. Spec:
// docs/reference/metrics.md.
#pragma once

#include "sealwright/claims/seal_class.hpp"
#include "sealwright/observe/messages.hpp"
#include "sealwright/seal/messages.hpp"
#include "state.hpp"

#include <map>
#include <tuple>

namespace sealwright::keeper {

class Tally {
public:
    // Sealed or released, `took_ms` after it came.
    void served(const Vault& vault,
                claims::SealClass seal_class,
                seal::Operation operation,
                std::uint64_t took_ms);
    void answered_probe(const State& state, const seal::SealAsk& ask);
    void refused(const State& state, const seal::SealAsk& ask, const Error& error);

    [[nodiscard]] std::vector<observe::RequestCount> requests() const;
    [[nodiscard]] std::vector<observe::RefusalCount> refusals() const;
    [[nodiscard]] const observe::Histogram& release() const { return release_; }
    [[nodiscard]] bool is_cut() const { return is_cut_; }

private:
    // Vault, class, operation, outcome, reason.
    using Kind = std::tuple<std::string, std::string, std::string, std::string, std::string>;

    void count(Kind kind);

    std::map<Kind, std::uint64_t> requests_;
    std::map<std::uint16_t, std::uint64_t> refusals_;
    observe::Histogram release_;
    bool is_cut_ = false;
};

}  // namespace sealwright::keeper
