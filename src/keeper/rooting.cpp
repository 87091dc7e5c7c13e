#include "rooting.hpp"

#include "errors.hpp"
#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/wire/copies.hpp"
#include "state.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::string_view purpose = "recovery-box";
constexpr std::string_view seal_info = "VUS-V1-RECOVERY-KEY";
constexpr std::size_t kept_max = 128;
constexpr std::size_t names_max = 512;

crypto::ExchangePair pair_of(const hsm::client::SharedKey& data_key, const Vault& vault) {
    const auto seed = crypto::KeyDeriver::record_key(
        data_key.ref(), purpose, vault.id.bytes(), vault.data_key_version);
    return crypto::ExchangePair::derive(seed.ref(), view_of(purpose));
}

using RecoveryKey = Secret<32, struct RecoveryKeyTag>;

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
}

RecoveryBox RecoveryBox::read(wire::Reader& reader) {
    RecoveryBox box;
    reader.copy_into(box.key);
    box.version = reader.u32();
    return box;
}

void RecoveryKept::write(wire::Writer& writer) const {
    writer.bytes(sealed);
    writer.raw(digest);
    writer.u64(sealed_ms);
    writer.u64(entry);
}

RecoveryKept RecoveryKept::read(wire::Reader& reader) {
    RecoveryKept kept;
    kept.sealed = wire::copy_of(reader.bytes(kept_max));
    kept.digest = reader.digest();
    kept.sealed_ms = reader.u64();
    kept.entry = reader.u64();
    return kept;
}

RootTask RootTask::waiting(session::TaskKind kind,
                           std::string by,
                           std::string reason,
                           std::uint64_t wall_ms,
                           std::uint64_t lasts_ms,
                           Random& random) {
    RootTask task;
    task.kind = kind;
    task.info.id = TaskId::random(random).bytes();
    task.info.state = operate::RootTaskState::waiting;
    task.info.kind = session::name_of(kind);
    task.info.by = std::move(by);
    task.info.reason = std::move(reason);
    task.info.proposed_ms = wall_ms;
    task.info.expires_ms = wall_ms + lasts_ms;
    return task;
}

void RootTask::write(wire::Writer& writer) const {
    writer.enumeration(kind);
    info.write(writer);
    writer.text(asker);
    writer.id(node);
    writer.u64(heard_ms);
    writer.u32(gives);
    writer.u32(ttl_s);
    writer.raw(recipient);
    writer.bytes(token);
}

RootTask RootTask::read(wire::Reader& reader) {
    RootTask task;
    task.kind = reader.enumeration(session::TaskKind::request);
    task.info = operate::RootTaskInfo::read(reader);
    task.asker = reader.text(names_max);
    task.node = reader.id<NodeId>();
    task.heard_ms = reader.u64();
    task.gives = reader.u32();
    task.ttl_s = reader.u32();
    reader.copy_into(task.recipient);
    task.token = wire::copy_of(reader.bytes(session::sealed_token_max));
    return task;
}

void Rooting::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.id(vault);
    writer.u64(managed_ms);
    wire::write_optional(writer, box);
    wire::write_optional(writer, proven);
    wire::write_list(writer, candidates);
    wire::write_optional(writer, task);
    wire::write_list(writer, grants);
    writer.enumeration(attempt);
    writer.boolean(root_may_live);
    writer.boolean(window_is_root);
    writer.u64(window_until_ms);
    writer.u32(window_decrypts);
}

Rooting Rooting::read(wire::Reader& reader) {
    Rooting rooting;
    if (reader.u8() != format) reader.fail_value();
    rooting.vault = reader.id<VaultId>();
    rooting.managed_ms = reader.u64();
    rooting.box = wire::read_optional<RecoveryBox>(reader);
    rooting.proven = wire::read_optional<RecoveryKept>(reader);
    rooting.candidates = wire::read_list<RecoveryKept>(reader, candidates_max);
    rooting.task = wire::read_optional<RootTask>(reader);
    rooting.grants = wire::read_list<operate::RootGrant>(reader, grants_max);
    rooting.attempt = reader.enumeration(Attempt::root);
    rooting.root_may_live = reader.boolean();
    rooting.window_is_root = reader.boolean();
    rooting.window_until_ms = reader.u64();
    rooting.window_decrypts = reader.u32();
    return rooting;
}

void Rooting::close_window() {
    window_until_ms = 0;
    window_decrypts = 0;
}

void Rooting::forget_ended_grants(std::uint64_t wall_ms) {
    std::erase_if(grants, [wall_ms](const auto& grant) { return grant.ends_ms <= wall_ms; });
}

bool Rooting::keeps(const Digest& digest) const {
    const auto is_it = [&](const RecoveryKept& each) { return each.digest == digest; };
    return (proven && is_it(*proven)) || std::ranges::any_of(candidates, is_it);
}

void Rooting::keep(RecoveryKept kept) {
    if (candidates.size() == candidates_max) candidates.erase(candidates.begin());
    candidates.push_back(std::move(kept));
}

bool Rooting::prove(const Digest& digest) {
    if (proven && proven->digest == digest) return true;
    const auto found = std::ranges::find(candidates, digest, &RecoveryKept::digest);
    if (found == candidates.end()) return false;
    proven = std::move(*found);
    candidates.clear();
    return true;
}

// A change whose last answer was lost leaves open which of them is in force: tries take turns.
const RecoveryKept* Rooting::to_give() const {
    const auto first = proven ? std::size_t{1} : std::size_t{0};
    const auto all = first + candidates.size();
    if (all == 0) return nullptr;
    const auto tries = task ? std::max(task->info.tries, 1U) : 1U;
    const auto turn = (tries - 1) % all;
    if (proven && turn == 0) return &*proven;
    return &candidates.at(all - 1 - turn);
}

bool Rooting::awaits_recovery_key() const {
    if (!task || task->info.state != operate::RootTaskState::under_way) return false;
    using session::TaskStep;
    return task->info.step == words_of(TaskStep::begin_recovery) ||
           task->info.step == words_of(TaskStep::verify_recovery);
}

std::string rooting_row(const VaultId& id) {
    return "rooting/" + to_hex(id.bytes());
}

Digest digest_of_recovery(View key) {
    return crypto::th(session::recovery_digest, {key});
}

RecoveryBox make_recovery_box(const hsm::client::SharedKey& data_key, const Vault& vault) {
    return {pair_of(data_key, vault).public_key(), vault.data_key_version};
}

Result<RecoveryKept> keep_recovery(const RecoveryBox& box,
                                   const VaultId& vault,
                                   View key,
                                   std::uint64_t wall_ms,
                                   std::uint64_t entry,
                                   Random& random) {
    const auto ephemeral = crypto::ExchangePair::generate(random);
    TRY(sealed, crypto::Hpke::seal(box.key, info_of(vault), {}, key, ephemeral));
    return RecoveryKept{std::move(sealed), digest_of_recovery(key), wall_ms, entry};
}

Result<std::vector<WipedBytes>> recovery_shares(const RecoveryKept& kept,
                                                const hsm::client::SharedKey& data_key,
                                                const Vault& vault,
                                                std::uint64_t needed,
                                                Random& random) {
    const auto own = pair_of(data_key, vault);
    const auto info = info_of(vault.id);
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

}  // namespace sealwright::keeper
