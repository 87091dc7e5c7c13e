// Purge: finds every root token of a vault that nobody granted, revokes it, and looks again until
// there is none.
//
// Sans I/O as Making is: `next` says what to ask, `take` what came. Before each round of revoking it
// waits (`must_tell`) until its owner has told which tokens they are. One that cannot be revoked
// does not keep the others alive. It is over when a census has found none, or with an error after
// the last round. Process: agent. Limits: 3 rounds. Spec: docs/protocol/vault.md section 6.
#pragma once

#include "sealwright/vault/steps/census.hpp"

namespace sealwright::root {

class Purge {
public:
    static constexpr int rounds_max = 3;

    // `granted`: accessors that may live. `own`: of the token that asks.
    Purge(std::vector<std::string> granted, std::string own);

    enum class Step : std::uint8_t { census, tell, revoke, done };
    [[nodiscard]] Step step() const { return step_; }
    [[nodiscard]] std::optional<vault::Call> next() const;
    void take(const vault::Reply& reply);
    void lost(const Error& why);

    [[nodiscard]] bool must_tell() const { return step_ == Step::tell; }
    // What is about to be revoked.
    [[nodiscard]] const std::vector<vault::Census::Root>& found() const { return found_; }
    void told();

    [[nodiscard]] std::uint64_t tokens() const { return census_.tokens(); }
    [[nodiscard]] std::uint64_t namespaces() const { return census_.namespaces(); }
    [[nodiscard]] std::uint64_t revoked() const { return revoked_; }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

private:
    void look_at_census();
    void go_on();
    void fail(const Error& why);

    std::vector<std::string> granted_;
    std::string own_;
    vault::Census census_;
    Step step_ = Step::census;
    std::vector<vault::Census::Root> found_;
    std::size_t at_ = 0;
    int rounds_ = 0;
    std::uint64_t revoked_ = 0;
    std::optional<Error> failure_;
};

}  // namespace sealwright::root
