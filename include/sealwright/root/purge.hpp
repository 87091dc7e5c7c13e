// Purge: finds every root token of a vault that nobody granted, revokes it, and looks again until
// there is none.
//
// Sans I/O as Making is: `next` says what to ask, `take` what came. Before each round of revoking,
// and before each census but the first, it waits (`must_tell`) until its owner has told of it. One
// that cannot be revoked does not keep the others alive. It is over when a census has found none,
// or with an error after the last round. Process: agent. Limits: 3 rounds, 3 lost answers. Spec:
// docs/protocol/vault.md section 6.
#pragma once

#include "sealwright/vault/steps/census.hpp"

namespace sealwright::root {

class Purge {
public:
    static constexpr int rounds_max = 3;
    static constexpr int losses_max = 3;

    // `granted`: accessors that may live. `own`: of the token that asks.
    Purge(std::vector<std::string> granted, std::string own);

    enum class Step : std::uint8_t { census, tell_found, revoke, tell_again, done };
    [[nodiscard]] Step step() const { return step_; }
    [[nodiscard]] std::optional<vault::Call> next() const;
    void take(const vault::Reply& reply);
    // Whether a token died whose answer was lost, the next census says.
    void lost(const Error& why);

    [[nodiscard]] bool must_tell() const {
        return step_ == Step::tell_found || step_ == Step::tell_again;
    }
    // What the last census found; with `tell_found` what is about to be revoked.
    [[nodiscard]] const std::vector<vault::Census::Root>& found() const { return found_; }
    void told();

    // Of the last census, as far as it went.
    [[nodiscard]] std::uint64_t tokens() const { return census_.tokens(); }
    [[nodiscard]] std::uint64_t namespaces() const { return census_.namespaces(); }
    [[nodiscard]] std::uint64_t children() const { return census_.children(); }
    [[nodiscard]] std::uint64_t revoked() const { return revoked_; }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    // Why the last census has not seen all, although it found some.
    [[nodiscard]] const std::optional<Error>& broken() const { return broken_; }

private:
    void take_found();
    void break_off(const Error& why);
    void look_at_census();
    void take_revoked(bool was_there);
    void fail(const Error& why);

    std::vector<std::string> granted_;
    std::string own_;
    vault::Census census_;
    Step step_ = Step::census;
    std::vector<vault::Census::Root> found_;
    std::size_t at_ = 0;
    int rounds_ = 0;
    int losses_ = 0;
    std::uint64_t revoked_ = 0;
    std::optional<Error> broken_;  // Why the census did not come to its end.
    std::optional<Error> failure_;
};

}  // namespace sealwright::root
