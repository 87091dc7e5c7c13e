// RecoveryBox: what a vault's recovery key lies in while the service keeps it.
//
// A box is a key whose private half comes from the vault's data key, so opening it needs k tokens,
// or was drawn and sealed to the custodians, so opening it needs k of them. Keeping a recovery key
// in it needs neither. Process: keeper. Spec: docs/protocol/root.md section 3.
#pragma once

#include "sealwright/crypto/exchange.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/threshold/tdh2.hpp"

#include <optional>
#include <vector>

namespace sealwright::keeper {

struct Vault;

// The private half of a box, as custodians open it.
using BoxSecret = crypto::ExchangeSecret;

// What a vault's recovery key is sealed to when the vault has it sealed by us.
struct RecoveryBox {
    crypto::ExchangeKey key{};
    std::uint32_t version = 0;  // Of the data key.
    operate::Wrap sealed;       // Its private half, to custodians; empty: the data key has it.

    [[nodiscard]] bool is_custodians() const { return !sealed.ciphertext.empty(); }
    void write(wire::Writer& writer) const;
    static RecoveryBox read(wire::Reader& reader);
    bool operator==(const RecoveryBox&) const = default;
};

struct RecoveryKept {
    Bytes sealed;
    RecoveryBox box;  // That opens it.
    Digest digest{};  // Of the key, to know it again.
    std::uint64_t sealed_ms = 0;
    std::uint64_t entry = 0;  // The intent of the ask that it came with.
    void write(wire::Writer& writer) const;
    static RecoveryKept read(wire::Reader& reader);
    bool operator==(const RecoveryKept&) const = default;
};

Digest digest_of_recovery(View key);
RecoveryBox make_recovery_box(const hsm::client::SharedKey& data_key, const Vault& vault);
// Drawn for custodians: the pair is what a task under way may use at once.
struct DrawnBox {
    RecoveryBox box;
    crypto::ExchangePair pair;
};
Result<DrawnBox> draw_recovery_box(const threshold::GroupKey& group,
                                   const threshold::Label& label,
                                   const threshold::Pepper& pepper,
                                   Random& random);
// What custodians have opened of a box; nothing: it is another one's.
std::optional<crypto::ExchangePair> pair_of_box(const RecoveryBox& box, BoxSecret secret);

Result<RecoveryKept> keep_recovery(const RecoveryBox& box,
                                   const VaultId& vault,
                                   View key,
                                   std::uint64_t wall_ms,
                                   std::uint64_t entry,
                                   Random& random);
// The pair of a box that the data key has.
crypto::ExchangePair pair_of_box(const hsm::client::SharedKey& data_key, const Vault& vault);
// In the vault's form of shares: the key itself where it wants one.
Result<std::vector<WipedBytes>> recovery_shares(const RecoveryKept& kept,
                                                const crypto::ExchangePair& own,
                                                const VaultId& vault,
                                                std::uint64_t needed,
                                                Random& random);

// What the vault gets sealed instead of its recovery key, where custodians open it: a word, the
// box's key and the key in it. Only 32 bytes are a recovery key themselves.
WipedBytes boxed(const RecoveryKept& kept);
bool is_boxed(View plaintext);
// `own` is looked up by the box's key.
Result<crypto::ExchangeKey> box_of(View plaintext);
Result<WipedBytes> open_boxed(View plaintext,
                              const crypto::ExchangePair& own,
                              const VaultId& vault);

}  // namespace sealwright::keeper
