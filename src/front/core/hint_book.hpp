// HintBook: what the keeper last told us about each node while it was open.
//
// It decides what happens to an ask that the keeper cannot be asked about, and nothing else: a hint
// grants nothing. In memory only. A vault's init may be held 45 s in all, not 45 s an ask, so the
// book also counts what has been held. Process: front. Limits: seal::hints_max nodes.
// Spec: docs/protocol/seal.md section 6.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/seal/messages.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace sealwright::front {

inline constexpr std::uint64_t hold_ms = 3'000;
inline constexpr std::uint64_t init_hold_ms = 45'000;

// A node of a vault, as an ask names it.
struct Asker {
    Digest spki{};
    std::string_view mount;
    std::string_view key;
};

class HintBook {
public:
    // Ignored unless the phase is open: a locked keeper knows no nodes.
    void learn(const seal::Hints& hints);

    // Whether some vault's node has this key.
    [[nodiscard]] bool knows(const Digest& spki) const { return pages_.contains(spki); }
    // N for the probe; nothing when it is not known for exactly this mount and key.
    [[nodiscard]] std::optional<std::uint32_t> version_for(const Asker& asker) const;
    [[nodiscard]] bool in_init(const Asker& asker, Now now) const;
    // How long an ask that comes now may wait for the keeper.
    [[nodiscard]] std::uint64_t patience_ms(const Asker& asker, Now now) const;
    // An ask of this node has waited so long; only an init's waiting is counted.
    void count_hold(const Asker& asker, std::uint64_t held_ms, Now now);

private:
    struct Page {
        seal::NodeHint hint;
        std::uint64_t init_held_ms = 0;
    };

    [[nodiscard]] const Page* find(const Asker& asker) const;

    std::map<Digest, Page> pages_;
};

}  // namespace sealwright::front
