// Making: from key shares to one orphan root token that the vault itself ends, and no other left.
//
// Sans I/O: `next` says what to ask and by which token, `take` what came, `lost` that no answer
// came, until `next` has nothing more. Shares that were not there at the start are wanted
// (`needs_shares`) once an attempt has begun and before one is given. The unlimited root lives
// between two answers and never leaves this object. Whatever fails, what was begun is taken back:
// the attempt is cancelled, the unlimited root revoked, a limited one as well; if not even that is
// answered, `left` says what may live, by its accessor. A stranger's attempt is not touched.
// Process: agent. Units: seconds. Spec: docs/protocol/vault.md section 4.
#pragma once

#include "sealwright/vault/steps/root_attempt.hpp"
#include "sealwright/vault/steps/tokens.hpp"

#include <deque>

namespace sealwright::root {

struct Order {
    vault::Product product = vault::Product::openbao;
    vault::SecretText standing;      // Of our own identity; Vault up to 1.21 needs none.
    std::vector<WipedBytes> shares;  // As many as the vault asks for, or more; none: given later.
    std::uint64_t ttl_s = 0;
    std::string name;  // Shown in the vault, and in its audit log.
};

// In their order; each is named in the journal before it is asked.
enum class Step : std::uint8_t {
    look,       // Is somebody's attempt under way?
    begin,      // Ours, with a pad of our own.
    give,       // One share after another.
    prove,      // What came out is an unlimited root, and which accessor it has.
    limit,      // The orphan that the vault ends by itself.
    check,      // And that it is one.
    revoke,     // The unlimited one, by the limited one.
    confirm,    // That it is dead.
    take_back,  // After a failure: what was begun is ended.
    done,
};
std::string_view words_of(Step step);

class Making {
public:
    static constexpr std::uint64_t ttl_max_s = 24ULL * 3600;

    Making(Order order, Random& random);

    struct Ask {
        vault::Call call;
        const vault::SecretText* token;  // Nothing where none is needed; lives as long as this.
    };
    [[nodiscard]] Step step() const { return step_; }
    [[nodiscard]] std::optional<Ask> next() const;
    void take(const vault::Reply& reply);
    // Whether the vault has done it is not known.
    void lost(const Error& why);

    // An attempt has begun, and waits for its shares: `supply` them, or `give_up`.
    [[nodiscard]] bool needs_shares() const { return step_ == Step::give && order_.shares.empty(); }
    [[nodiscard]] std::size_t needed() const { return needed_; }
    void supply(std::vector<WipedBytes> shares);
    // Its owner cannot go on: what was begun is taken back.
    void give_up(const Error& why);

    // What went wrong first; nothing while all is well.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    // Accessors of tokens that may live although they were to end, whether one may whose accessor
    // never came, and whether an attempt of ours may still be under way.
    struct Left {
        std::vector<std::string> accessors;
        bool has_nameless = false;
        bool has_attempt = false;
    };
    [[nodiscard]] const Left& left() const { return left_; }

    // The limited root, once, when all has gone well.
    [[nodiscard]] vault::MadeToken release();

private:
    Result<void> took(const vault::Reply& reply);
    Result<void> take_look(const vault::Reply& reply);
    Result<void> take_begin(const vault::Reply& reply);
    Result<void> take_give(const vault::Reply& reply);
    Result<void> take_prove(const vault::Reply& reply);
    Result<void> take_limit(const vault::Reply& reply);
    Result<void> take_check(const vault::Reply& reply);
    Result<void> take_confirm(const vault::Reply& reply);
    // Something was begun whose end nobody has seen.
    void fail(const Error& why);
    void take_back();
    void taken_back(bool is_dead);

    Order order_;
    Random& random_;
    vault::RootAttempt attempt_;
    Step step_ = Step::look;
    std::string nonce_;
    vault::SecretText pad_;
    std::size_t needed_ = 1;
    std::size_t given_ = 0;
    vault::SecretText unlimited_;
    std::string accessor_;  // Of the unlimited one.
    std::optional<vault::MadeToken> limited_;
    enum class Undo : std::uint8_t { cancel, limited, unlimited };
    std::deque<Undo> undos_;
    std::optional<Error> failure_;
    Left left_;
};

}  // namespace sealwright::root
