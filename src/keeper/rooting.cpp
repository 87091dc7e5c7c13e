#include "rooting.hpp"

#include "sealwright/wire/copies.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace sealwright::keeper {
namespace {

constexpr std::uint8_t format = 3;

void add_box(std::vector<RecoveryBox>& boxes, const RecoveryBox& more) {
    const bool is_known = std::ranges::find(boxes, more) != boxes.end();
    if (more.is_custodians() && !is_known) boxes.push_back(more);
}

}  // namespace

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
    schedule.write(writer);
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
    rooting.schedule = RootSchedule::read(reader);
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

// The vault's clock ends them, and it may be behind ours.
void Rooting::forget_ended_grants(std::uint64_t wall_ms) {
    constexpr std::uint64_t skew_ms = std::uint64_t{10} * 60 * 1000;
    std::erase_if(grants, [&](const auto& grant) { return grant.ends_ms + skew_ms <= wall_ms; });
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
    return order.at((task ? task->turn : 0) % order.size());
}

bool Rooting::awaits_recovery_key() const {
    if (!task || task->info.state != operate::RootTaskState::under_way) return false;
    using session::TaskStep;
    return task->info.step == words_of(TaskStep::begin_recovery) ||
           task->info.step == words_of(TaskStep::verify_recovery);
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

std::string rooting_row(const VaultId& id) {
    return "rooting/" + to_hex(id.bytes());
}

}  // namespace sealwright::keeper
