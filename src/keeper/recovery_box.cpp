#include "recovery_box.hpp"

#include "errors.hpp"
#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/session/task_messages.hpp"
#include "sealwright/wire/copies.hpp"
#include "state.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::string_view purpose = "recovery-box";
constexpr std::string_view seal_info = "VUS-V1-RECOVERY-KEY";
constexpr std::string_view boxed_word = "VUS-V1-BOXED-RECOVERY-KEY";
constexpr std::size_t kept_max = 128;

using RecoveryKey = Secret<32, struct RecoveryKeyTag>;

struct Boxed {
    crypto::ExchangeKey key{};
    Bytes sealed;
};

Result<Boxed> read_boxed(View plaintext) {
    wire::Reader reader(plaintext);
    Boxed read;
    if (reader.text(boxed_word.size()) != boxed_word) reader.fail_value();
    reader.copy_into(read.key);
    read.sealed = wire::copy_of(reader.bytes(kept_max));
    TRY(reader.finish());
    return read;
}

// It opens as the recovery key of this vault and as nothing else.
Bytes info_of(const VaultId& vault) {
    const auto text = view_of(seal_info);
    Bytes info(text.begin(), text.end());
    info.insert(info.end(), vault.bytes().begin(), vault.bytes().end());
    return info;
}

}  // namespace

void RecoveryBox::write(wire::Writer& writer) const {
    writer.raw(key);
    writer.u32(version);
    sealed.write(writer);
}

RecoveryBox RecoveryBox::read(wire::Reader& reader) {
    RecoveryBox box;
    reader.copy_into(box.key);
    box.version = reader.u32();
    box.sealed = operate::Wrap::read(reader);
    return box;
}

void RecoveryKept::write(wire::Writer& writer) const {
    writer.bytes(sealed);
    box.write(writer);
    writer.raw(digest);
    writer.u64(sealed_ms);
    writer.u64(entry);
}

RecoveryKept RecoveryKept::read(wire::Reader& reader) {
    RecoveryKept kept;
    kept.sealed = wire::copy_of(reader.bytes(kept_max));
    kept.box = RecoveryBox::read(reader);
    kept.digest = reader.digest();
    kept.sealed_ms = reader.u64();
    kept.entry = reader.u64();
    return kept;
}

Digest digest_of_recovery(View key) {
    return crypto::th(session::recovery_digest, {key});
}

crypto::ExchangePair pair_of_box(const hsm::client::SharedKey& data_key, const Vault& vault) {
    const auto seed = crypto::KeyDeriver::record_key(
        data_key.ref(), purpose, vault.id.bytes(), vault.data_key_version);
    return crypto::ExchangePair::derive(seed.ref(), view_of(purpose));
}

RecoveryBox make_recovery_box(const hsm::client::SharedKey& data_key, const Vault& vault) {
    return {pair_of_box(data_key, vault).public_key(), vault.data_key_version, {}};
}

Result<DrawnBox> draw_recovery_box(const threshold::GroupKey& group,
                                   const threshold::Label& label,
                                   const threshold::Pepper& pepper,
                                   Random& random) {
    auto secret = crypto::ShareSplitter::fresh_key<crypto::ExchangeSecretTag>(random);
    TRY(ciphertext, threshold::Tdh2::seal(group, label, pepper, secret, random));
    TRY(threshold::check_sealed(group, label, ciphertext));
    crypto::ExchangePair pair(std::move(secret));
    RecoveryBox box{pair.public_key(), label.version, {label.bytes(), ciphertext.bytes()}};
    return DrawnBox{std::move(box), std::move(pair)};
}

std::optional<crypto::ExchangePair> pair_of_box(const RecoveryBox& box, BoxSecret secret) {
    crypto::ExchangePair pair(std::move(secret));
    if (pair.public_key() != box.key) return std::nullopt;
    return pair;
}

Result<RecoveryKept> keep_recovery(const RecoveryBox& box,
                                   const VaultId& vault,
                                   View key,
                                   std::uint64_t wall_ms,
                                   std::uint64_t entry,
                                   Random& random) {
    const auto ephemeral = crypto::ExchangePair::generate(random);
    const auto info = info_of(vault);
    TRY(sealed, crypto::Hpke::seal(box.key, info, {}, key, ephemeral));
    // Nobody here can open a box of custodians: it is sealed again, and has to come out the same.
    TRY(again, crypto::Hpke::seal(box.key, info, {}, key, ephemeral));
    check(sealed == again);
    return RecoveryKept{std::move(sealed), box, digest_of_recovery(key), wall_ms, entry};
}

Result<std::vector<WipedBytes>> recovery_shares(const RecoveryKept& kept,
                                                const crypto::ExchangePair& own,
                                                const VaultId& vault,
                                                std::uint64_t needed,
                                                Random& random) {
    const auto info = info_of(vault);
    std::vector<WipedBytes> shares;
    if (needed <= 1) {
        TRY(key, crypto::Hpke::open(own, info, {}, kept.sealed));
        shares.push_back(std::move(key));
        return shares;
    }
    if (needed > session::task_shares_max) {
        return Error(errors::recovery_shares_many, {fact("shares", needed)});
    }
    TRY(key, crypto::Hpke::open_key<RecoveryKeyTag>(own, info, kept.sealed));
    const auto count = static_cast<std::uint8_t>(needed);
    for (const auto& share : crypto::ShareSplitter::split(key.ref(), {count, count}, random)) {
        shares.push_back(crypto::ShareSplitter::export_share(share));
    }
    return shares;
}

WipedBytes boxed(const RecoveryKept& kept) {
    wire::Writer writer;
    writer.text(boxed_word);
    writer.raw(kept.box.key);
    writer.bytes(kept.sealed);
    return writer.take();
}

bool is_boxed(View plaintext) {
    return plaintext.size() != RecoveryKey::size;
}

Result<crypto::ExchangeKey> box_of(View plaintext) {
    TRY(read, read_boxed(plaintext));
    return read.key;
}

Result<WipedBytes> open_boxed(View plaintext,
                              const crypto::ExchangePair& own,
                              const VaultId& vault) {
    TRY(read, read_boxed(plaintext));
    return crypto::Hpke::open(own, info_of(vault), {}, read.sealed);
}

}  // namespace sealwright::keeper
