// Census: every root token of a vault, in every namespace, found by looking at each token there is.
//
// Sans I/O: `next` says what to ask, `take` what came, until `next` has nothing more. A token that
// dies between its listing and its look may have made another one first, so its namespace is listed
// again, until none died unseen. What it cannot see is said in vault.md: a policy that allows
// everything under another name. Process: agent. Limits: 1,000 namespaces, 16 deep; 1,000,000
// tokens; 16 lists of a namespace. Spec: docs/protocol/vault.md section 2.
#pragma once

#include "sealwright/vault/steps/tokens.hpp"

#include <deque>
#include <map>
#include <set>

namespace sealwright::vault {

class Census {
public:
    static constexpr std::size_t namespaces_max = 1'000;
    static constexpr std::size_t tokens_max = 1'000'000;
    static constexpr std::size_t lists_max = 16;

    struct Root {
        std::string inside;  // The namespace; empty: root.
        TokenFacts token;
    };

    // `has_namespaces`: no HashiCorp Vault without its licence has them, and asking is an error
    // there. `own`: the accessor of the token that asks, which has to be in the root namespace's
    // list; empty: it has none.
    Census(bool has_namespaces, std::string own);

    [[nodiscard]] std::optional<Call> next() const;
    Result<void> take(const Reply& reply);

    [[nodiscard]] bool is_done() const { return !next(); }
    [[nodiscard]] const std::vector<Root>& roots() const { return roots_; }
    [[nodiscard]] std::uint64_t tokens() const { return tokens_; }
    [[nodiscard]] std::uint64_t namespaces() const { return namespaces_; }
    // Tokens that are a child of some token and no root token themselves: no vault says of which.
    [[nodiscard]] std::uint64_t children() const { return children_; }

private:
    enum class Kind : std::uint8_t { namespaces, accessors, token, settle };
    struct Ask {
        Kind kind;
        std::string inside;
        std::string accessor;
    };

    Result<void> take_namespaces(const Ask& ask, const Reply& reply);
    Result<void> take_accessors(const Ask& ask, const Reply& reply);
    Result<void> take_token(const Ask& ask, const Reply& reply);
    // Behind the last look of a list: whether one more is needed.
    Result<void> settle();

    // What is known of a namespace's tokens.
    struct Listed {
        std::set<std::string, std::less<>> accessors;
        std::size_t lists = 0;
        bool has_died = false;  // One of the last list, unseen.
    };

    std::string own_;
    std::map<std::string, Listed, std::less<>> listed_;
    std::deque<Ask> asks_;
    std::vector<Root> roots_;
    std::uint64_t tokens_ = 0;
    std::uint64_t namespaces_ = 1;
    std::uint64_t children_ = 0;
};

}  // namespace sealwright::vault
