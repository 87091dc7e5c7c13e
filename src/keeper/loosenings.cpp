#include "loosenings.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/operate/limits.hpp"

#include <algorithm>
#include <array>

namespace sealwright::keeper {
namespace {

// Acts of a solo operator that would have taken two people.
constexpr std::array<std::string_view, 18> loosening_acts{"vault add",
                                                          "vault allow-init",
                                                          "vault allow-restore",
                                                          "vault retire-version",
                                                          "vault lift",
                                                          "vault init",
                                                          "vault adopt",
                                                          "root request",
                                                          "root schedule, less often",
                                                          "node add",
                                                          "node enrol",
                                                          "node approve",
                                                          "node baseline approve",
                                                          "token replace",
                                                          journal::archive_act,
                                                          "policy set",
                                                          "anchor accept",
                                                          "lift"};

std::string sentence_of(const journal::Entry& entry) {
    auto text = journal::entry_name(entry.sequence) + ", " + render_utc(entry.wall_ms) + ":";
    for (const auto& field : entry.fields) {
        if (field.name != "act") text += " " + field.render();
    }
    return text.substr(0, operate::text_max);
}

}  // namespace

// What the folder of roots made trusted was one operator's doing as well.
bool is_loosening(const journal::Entry& entry) {
    const auto* what = entry.text("what");
    if (what == nullptr) return false;
    if (entry.kind == journal::Kind::alert) return *what == anchor_first_used;
    return entry.kind == journal::Kind::act &&
           std::ranges::find(loosening_acts, *what) != loosening_acts.end();
}

void LooseningsReader::add(const journal::Entry& entry, const Digest& digest) {
    ++so_far_.count;
    digests_.insert(digests_.end(), digest.begin(), digest.end());
    so_far_.newest.push_back(sentence_of(entry));
    if (so_far_.newest.size() <= operate::loosenings_max) return;
    so_far_.newest.erase(so_far_.newest.begin());
}

Result<Loosenings> LooseningsReader::read(Core& core) {
    constexpr std::uint32_t page = 512;
    const auto start = core.state().archives.start.sequence;
    if (start != start_ || read_to_ < start) {
        *this = {};
        start_ = start;
        read_to_ = start;
    }
    const auto last = core.book().head().sequence;
    while (read_to_ < last) {
        TRY(read, core.read_entries(read_to_ + 1, page));
        if (read.entries.empty()) return Error(errors::state_broken, {fact("entry", read_to_ + 1)});
        for (const auto& stored : read.entries) {
            TRY(bytes, core.keyring().open_entry(stored.sequence, stored.body));
            TRY(entry, wire::decode<journal::Entry>(bytes));
            if (is_loosening(entry)) add(entry, stored.digest);
            read_to_ = stored.sequence;
        }
    }
    so_far_.digest = crypto::th("loosenings", {digests_});
    if (start == 0) return so_far_;
    // What was archived is not counted; which journal it was is signed all the same.
    wire::Writer archived;
    archived.u64(start);
    archived.raw(core.state().archives.start.digest);
    so_far_.digest = crypto::th("loosenings", {digests_, archived.view()});
    return so_far_;
}

}  // namespace sealwright::keeper
