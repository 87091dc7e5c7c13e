#include "rooting.hpp"

#include "errors.hpp"
#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/wire/copies.hpp"
#include "state.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t format = 2;
constexpr std::string_view purpose = "recovery-box";
constexpr std::string_view seal_info = "VUS-V1-RECOVERY-KEY";
constexpr std::string_view boxed_word = "VUS-V1-BOXED-RECOVERY-KEY";
constexpr std::size_t kept_max = 128;
constexpr std::size_t names_max = 512;

using RecoveryKey = Secret<32, struct RecoveryKeyTag>;

void add_box(std::vector<RecoveryBox>& boxes, const RecoveryBox& more) {
    const bool is_known = std::ranges::find(boxes, more) != boxes.end();
    if (more.is_custodians() && !is_known) boxes.push_back(more);
}

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
    writer.boolean(has_given);
    writer.boolean(may_change);
    writer.u32(ttl_s);
    writer.raw(recipient);
    writer.bytes(token);
    writer.raw(ceremony);
    wire::write_optional(writer, next_box);
}

RootTask RootTask::read(wire::Reader& reader) {
    RootTask task;
    task.kind = reader.enumeration(session::TaskKind::request);
    task.info = operate::RootTaskInfo::read(reader);
    task.asker = reader.text(names_max);
    task.node = reader.id<NodeId>();
    task.heard_ms = reader.u64();
    task.gives = reader.u32();
    task.has_given = reader.boolean();
    task.may_change = reader.boolean();
    task.ttl_s = reader.u32();
    reader.copy_into(task.recipient);
    task.token = wire::copy_of(reader.bytes(session::sealed_token_max));
    reader.copy_into(task.ceremony);
    task.next_box = wire::read_optional<RecoveryBox>(reader);
    return task;
}

void Rooting::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.id(vault);
    writer.u64(managed_ms);
    wire::write_optional(writer, box);
    wire::write_optional(writer, proven);
    wire::write_list(writer, candidates);
    wire::write_list(writer, retired);
    wire::write_optional(writer, task);
    wire::write_optional(writer, proposed);
    writer.u64(change_due_ms);
    writer.text(change_why);
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
    rooting.retired = wire::read_list<RecoveryKept>(reader, retired_max);
    rooting.task = wire::read_optional<RootTask>(reader);
    rooting.proposed = wire::read_optional<RootTask>(reader);
    rooting.change_due_ms = reader.u64();
    rooting.change_why = reader.text(operate::text_max);
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

bool Rooting::keeps(const Digest& digest, const RecoveryBox& in) const {
    const auto is_it = [&](const RecoveryKept& each) {
        return each.digest == digest && each.box == in;
    };
    return (proven && is_it(*proven)) || std::ranges::any_of(candidates, is_it);
}

void Rooting::keep(RecoveryKept kept) {
    if (candidates.size() == candidates_max) candidates.erase(candidates.begin());
    candidates.push_back(std::move(kept));
}

bool Rooting::prove(const Digest& digest) {
    if (proven && proven->digest == digest) return true;
    const auto others = std::ranges::stable_partition(
        candidates, [&](const RecoveryKept& each) { return each.digest == digest; });
    if (others.begin() == candidates.begin()) return false;
    std::ranges::move(others, std::back_inserter(retired));
    candidates.erase(others.begin(), others.end());
    if (proven) retired.push_back(std::move(*proven));
    proven = std::move(candidates.back());
    candidates.pop_back();
    while (retired.size() > retired_max) retired.erase(retired.begin());
    return true;
}

// A change whose last answer was lost leaves open which of them is in force: tries take turns.
const RecoveryKept* Rooting::to_give() const {
    std::vector<const RecoveryKept*> order;
    const auto add = [&](const RecoveryKept& each) { order.push_back(&each); };
    if (proven) add(*proven);
    std::ranges::for_each(std::views::reverse(candidates), add);
    const bool is_claim = task && task->kind == session::TaskKind::claim;
    if (is_claim) std::ranges::for_each(std::views::reverse(retired), add);
    if (order.empty()) return nullptr;
    const auto tries = task ? std::max(task->info.tries, 1U) : 1U;
    return order.at((tries - 1) % order.size());
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

std::vector<RecoveryBox> Rooting::custodians_boxes() const {
    std::vector<RecoveryBox> boxes;
    if (proven) add_box(boxes, proven->box);
    for (const auto& each : candidates) add_box(boxes, each.box);
    return boxes;
}

std::vector<RecoveryBox> Rooting::boxes_to_open(session::TaskKind kind) const {
    auto boxes = custodians_boxes();
    // What is sealed while custodians are asked lies in it.
    if (box) add_box(boxes, *box);
    if (kind != session::TaskKind::claim) return boxes;
    for (const auto& each : retired) add_box(boxes, each.box);
    return boxes;
}

bool Rooting::is_custodians_alone() const {
    const auto is_theirs = [](const RecoveryKept& each) { return each.box.is_custodians(); };
    return is_custodians() && (!proven || is_theirs(*proven)) &&
           std::ranges::all_of(candidates, is_theirs);
}

bool Rooting::needs_custodians() const {
    return !custodians_boxes().empty();
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
