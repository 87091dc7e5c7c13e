#include "root_words.hpp"

#include "sealwright/core/error.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::size_t roots_text_max = 3'000;
constexpr std::size_t found_max = 64;  // So that the row stays one that the store takes.

std::string words_of(const claims::RootSeen& root) {
    const auto place = root.inside.empty() ? std::string() : " in " + root.inside;
    return clip(root.accessor + place + (root.unlimited ? " without end" : ""));
}

claims::RootSeen found_of(const claims::RootSeen& root) {
    return {clip(root.inside), clip(root.accessor), clip(root.made_at), root.unlimited};
}

// A root that a broken run found before is not told twice.
void add_found(operate::RootTaskInfo& info, const std::vector<claims::RootSeen>& roots) {
    for (const auto& root : roots) {
        auto found = found_of(root);
        const bool is_known = std::ranges::find(info.found, found) != info.found.end();
        if (is_known || info.found.size() >= found_max) continue;
        info.found.push_back(std::move(found));
    }
}

}  // namespace

std::string clip(std::string_view text) {
    return PublicText(text.substr(0, PublicText::length_max)).str();
}

std::string_view release_of(const Rooting& rooting) {
    return rooting.is_custodians_alone() ? "quorum" : "auto";
}

std::vector<journal::Field> task_facts(const Vault& vault,
                                       const Rooting& rooting,
                                       std::string_view step) {
    const auto& task = *rooting.task;
    std::vector<journal::Field> facts{{"vault", vault.name},
                                      {"task", task.id().str()},
                                      {"task kind", std::string(session::name_of(task.kind))},
                                      {"step", std::string(step)},
                                      {"try", std::uint64_t{task.info.tries}}};
    if (rooting.managed_ms != 0) facts.push_back({"ours since", rooting.managed_ms});
    facts.push_back({"recovery release", std::string(release_of(rooting))});
    if (!task.info.node.empty()) facts.push_back({"node", task.info.node});
    if (task.info.code != 0) {
        facts.push_back({"code", std::uint64_t{task.info.code}});
        facts.push_back({"reason", task.info.why});
    }
    return facts;
}

// Those that are not listed one by one count as granted to nobody.
std::uint64_t count_ungranted(const Rooting& rooting, const session::TaskSaid& said) {
    const auto is_granted = [&](const claims::RootSeen& root) {
        return std::ranges::any_of(rooting.grants, [&](const operate::RootGrant& grant) {
            return grant.accessor == root.accessor;
        });
    };
    const auto granted = std::ranges::count_if(said.roots, is_granted);
    const auto all = std::max<std::uint64_t>(said.roots_in_all, said.roots.size());
    return all - static_cast<std::uint64_t>(granted);
}

void add_roots(std::vector<journal::Field>& facts,
               const Rooting& rooting,
               const session::TaskSaid& said) {
    facts.push_back({"root tokens", count_ungranted(rooting, said)});
    std::string text;
    for (const auto& root : said.roots) {
        const auto words = words_of(root);
        if (text.size() + words.size() > roots_text_max) break;
        text += (text.empty() ? "" : ", ") + words;
    }
    if (!text.empty()) facts.push_back({"accessors", std::move(text)});
}

void add_result(std::vector<journal::Field>& facts, const operate::RootTaskInfo& info) {
    facts.push_back({"tokens seen", info.tokens});
    facts.push_back({"namespaces", info.namespaces});
    facts.push_back({"revoked", info.revoked});
    if (info.children_max != 0) facts.push_back({"their children at most", info.children_max});
    if (info.rotated_root) facts.push_back({"barrier root key", std::string("rotated")});
    if (info.changed_recovery) facts.push_back({"recovery key", std::string("changed")});
    if (info.accessor.empty()) return;
    facts.push_back({"accessor", info.accessor});
    facts.push_back({"ends", info.ends_ms});
}

bool asked_for(const RootTask& task, std::string_view who) {
    const auto first = std::string_view(task.asker).substr(0, task.asker.find(','));
    return first == who;
}

void add_census(operate::RootTaskInfo& info, const session::TaskSaid& said) {
    if (said.tokens != 0) {
        info.tokens = said.tokens;
        info.namespaces = said.namespaces;
    }
    if (said.step == session::TaskStep::revoke) add_found(info, said.roots);
}

void add_end(operate::RootTaskInfo& info, const session::TaskEnded& ended) {
    info.code = ended.code;
    info.why = clip(ended.why);
    info.tokens = ended.tokens;
    info.namespaces = ended.namespaces;
    info.revoked += ended.revoked;
    info.roots = std::max(info.roots, ended.roots_in_all);
    info.children_max = std::max(info.children_max, ended.children_max);
    add_found(info, ended.roots);
    info.rotated_root = info.rotated_root || ended.rotated_root;
    info.accessor = clip(ended.accessor);
    info.ends_ms = ended.ends_ms;
}

}  // namespace sealwright::keeper
