#include "opener.hpp"

#include "errors.hpp"
#include "rows.hpp"
#include "sealwright/seal/body.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr int load_tries_max = 5;

Error broken(std::string_view why, std::uint64_t entry = 0) {
    return {errors::state_broken, {fact("why", why), fact("entry", entry)}};
}

const store::Row* find_row(const std::vector<store::Row>& rows, std::string_view key) {
    for (const auto& row : rows) {
        if (row.key == key) return &row;
    }
    return nullptr;
}

// A founding that not all have signed is all there may be before an installation.
bool is_unfounded(const std::vector<store::Row>& rows) {
    return std::ranges::all_of(rows, [](const store::Row& row) { return row.key == founding_row; });
}

struct ReadEntry {
    journal::Entry entry;
    Digest digest{};
};

// Opens a stored entry and checks that its digest is that of its content.
Result<ReadEntry> read_entry(const store::StoredEntry& stored, const Keyring& keyring) {
    TRY(bytes, keyring.open_entry(stored.sequence, stored.body));
    TRY(entry, wire::decode<journal::Entry>(bytes));
    const auto digest = journal::leaf_digest(bytes);
    if (entry.sequence != stored.sequence || digest != stored.digest) {
        return broken("an entry is not what its digest says", stored.sequence);
    }
    return ReadEntry{std::move(entry), digest};
}

Result<journal::Tree> tree_of(const journal::Entry& checkpoint) {
    const auto* text = checkpoint.text("tree");
    if (text == nullptr) return broken("a checkpoint without its tree", checkpoint.sequence);
    TRY(bytes, seal::from_base64(*text));
    return wire::decode<journal::Tree>(bytes);
}

// The service key's record rests in clear: it must be that and no other key's, before tokens open
// it.
Result<void> check_service_key(const Installation& installation) {
    const auto& record = installation.service_key;
    if (record.subject != hsm::KeySubject::service_key ||
        record.subject_id != installation.id.bytes() ||
        record.environment != installation.provenance.environment ||
        record.wraps.front().threshold != installation.threshold) {
        return broken("the service key's record is another key's");
    }
    return done;
}

Result<void> check_continues(const Opened& opened, const Known& known) {
    if (opened.state.installation->run < known.run || opened.state.revision < known.revision) {
        return broken("the store was put back to an older state");
    }
    return done;
}

// Entries older than the tail are covered by its first one, a checkpoint that we signed.
Result<void> check_holds(const std::vector<ReadEntry>& tail, const store::Head& known) {
    const auto first = tail.front().entry.sequence;
    if (known.sequence > tail.back().entry.sequence) return broken("the journal was cut off");
    if (known.sequence + 1 < first || known.sequence == 0) return done;
    const auto& there = known.sequence + 1 == first ? tail.front().entry.previous
                                                    : tail[known.sequence - first].digest;
    if (there != known.digest) return broken("the journal is another one", known.sequence);
    return done;
}

// Back to the last checkpoint, or to the first entry that is not in an archive; oldest first.
Result<std::vector<ReadEntry>> read_back(store::Depot& depot,
                                         const store::Head& head,
                                         const InstanceId& instance,
                                         const journal::Start& start,
                                         const Keyring& keyring) {
    constexpr auto page = static_cast<std::uint64_t>(store::entries_page_max);
    std::vector<ReadEntry> tail;
    for (auto last = head.sequence; last > start.sequence;) {
        const auto first = std::max(last > page ? last - page + 1 : 1, start.sequence + 1);
        TRY(read, depot.read({instance, first, static_cast<std::uint32_t>(last - first + 1)}));
        if (read.entries.size() != last - first + 1) return broken("an entry is missing", first);
        bool found = false;
        for (auto stored = read.entries.rbegin(); stored != read.entries.rend(); ++stored) {
            TRY(entry, read_entry(*stored, keyring));
            found = entry.entry.kind == journal::Kind::checkpoint;
            tail.push_back(std::move(entry));
            if (found) break;
        }
        if (found) break;
        last = first - 1;
    }
    std::reverse(tail.begin(), tail.end());
    return tail;
}

// The latest time that any of them has seen, or knew of.
std::uint64_t latest_of(const std::vector<ReadEntry>& tail) {
    std::uint64_t latest_ms = 0;
    for (const auto& [entry, digest] : tail) {
        const auto* mark_ms = entry.number(clock_mark_field);
        latest_ms = std::max({latest_ms, entry.wall_ms, mark_ms == nullptr ? 0 : *mark_ms});
    }
    return latest_ms;
}

}  // namespace

Result<Opener::Image> Opener::load(const InstanceId& instance) {
    for (int attempt = 0; attempt < load_tries_max; ++attempt) {
        Image image;
        std::string after;
        bool moved = false;
        for (bool more = true; more && !moved;) {
            TRY(page, depot_.load({instance, after}));
            moved = !after.empty() && (page.revision != image.revision || page.head != image.head);
            image.revision = page.revision;
            image.head = page.head;
            more = page.more && !page.rows.empty();
            for (const auto& row : page.rows) {
                if (row.key <= after) return broken("the rows are not in order");
                after = row.key;
            }
            std::move(page.rows.begin(), page.rows.end(), std::back_inserter(image.rows));
        }
        if (!moved) return image;
    }
    return errors::commit_contended;
}

Result<void> Opener::check_settings(const Installation& installation) const {
    const auto& provenance = installation.provenance;
    const auto differs = [](std::string_view what, std::string_view here) {
        return Error(errors::config_differs, {fact("what", what), fact("installed", here)});
    };
    if (provenance.environment != settings_.environment) {
        return differs("environment", provenance.environment);
    }
    if (provenance.token_group != settings_.token_group) {
        return differs("token group", provenance.token_group);
    }
    if (installation.threshold.needed != settings_.threshold) {
        return differs("threshold", std::to_string(installation.threshold.needed));
    }
    return done;
}

Result<State> Opener::read_state(const Image& image, const Keyring& keyring) {
    State state;
    state.revision = image.revision;
    // Seal keys are placed by their vaults, so those come last.
    const auto is_seal_key = [](const store::Row& row) { return row.key.starts_with("sealkey/"); };
    for (const auto& row : image.rows) {
        if (!is_seal_key(row)) TRY(apply_row(state, keyring, row));
    }
    for (const auto& row : image.rows) {
        if (is_seal_key(row)) TRY(apply_row(state, keyring, row));
    }
    state.complete_standings();
    return state;
}

Result<Opener::Tail> Opener::read_tail(const Image& image,
                                       const State& state,
                                       const Keyring& keyring,
                                       const store::Head& known_head) {
    const auto& installation = *state.installation;
    const auto& start = state.archives.start;
    TRY(tail, read_back(depot_, image.head, installation.provenance.instance, start, keyring));
    if (tail.empty()) return broken("there is no journal");
    if (tail.back().digest != image.head.digest) return broken("the head is another entry");
    if (tail.back().entry.state != state.digest()) {
        return broken("rows were changed outside of the journal", tail.back().entry.sequence);
    }

    const auto& oldest = tail.front().entry;
    if (oldest.sequence == start.sequence + 1 && oldest.previous != start.digest) {
        return broken("the journal does not continue its archive", oldest.sequence);
    }
    auto tree = start.tree;
    std::uint64_t last_checkpoint = 0;
    if (tail.front().entry.kind == journal::Kind::checkpoint) {
        const auto& checkpoint = tail.front().entry;
        TRY(read, tree_of(checkpoint));
        const auto* note = checkpoint.text("note");
        const journal::VerifierKey key{signer_name(installation), installation.verifier};
        if (note == nullptr) return broken("a checkpoint without a note", checkpoint.sequence);
        TRY(head, journal::open_note(*note, key));
        if (head.size != read.size() || head.root != read.root() ||
            head.size + 1 != checkpoint.sequence) {
            return broken("a checkpoint does not cover its tree", checkpoint.sequence);
        }
        tree = std::move(read);
        last_checkpoint = checkpoint.sequence;
    }
    for (std::size_t index = 0; index < tail.size(); ++index) {
        const auto& entry = tail[index].entry;
        if (entry.sequence != tree.size() + 1) return broken("an entry is missing", entry.sequence);
        if (index > 0 && entry.previous != tail[index - 1].digest) {
            return broken("an entry does not continue the one before", entry.sequence);
        }
        tree.append(tail[index].digest);
    }
    TRY(check_holds(tail, known_head));
    return Tail{Book(image.head, std::move(tree), last_checkpoint), latest_of(tail)};
}

Result<Opener::Clear> Opener::read_clear() {
    TRY(first, load(InstanceId()));
    const auto* row = find_row(first.rows, installation_row);
    if (row == nullptr) return broken("the installation row is missing");
    TRY(installation, read_installation(*row));
    TRY(check_settings(installation));
    TRY(image, load(installation.provenance.instance));
    Clear clear{std::move(installation), {}, image.head};
    for (const auto& each : image.rows) {
        if (is_clear(each.key)) TRY(apply_clear(clear.custody, each));
    }
    return clear;
}

Result<State> Opener::read_unfounded() {
    TRY(image, load(InstanceId()));
    State state;
    state.revision = image.revision;
    for (const auto& row : image.rows) {
        if (row.key != founding_row) return broken("the installation row is missing");
        stamp_row(state, row);
        TRY(founding, read_founding(row));
        state.founding = std::move(founding);
    }
    return state;
}

Result<std::optional<Opened>> Opener::open(std::optional<Keyring>& keyring,
                                           const std::optional<Known>& known) {
    TRY(first, load(InstanceId()));
    const auto* row = find_row(first.rows, installation_row);
    if (row == nullptr && !known && is_unfounded(first.rows)) return std::optional<Opened>();
    if (row == nullptr) return broken("the installation row is missing");
    TRY(installation, read_installation(*row));
    TRY(check_settings(installation));
    TRY(check_service_key(installation));

    TRY(image, load(installation.provenance.instance));
    if (!keyring) {
        const hsm::client::Place place{installation.run, image.head.sequence};
        TRY(service_key, keys_.open(installation.service_key, place));
        keyring.emplace(service_key, installation);
    }
    TRY(state, read_state(image, *keyring));
    if (!state.installation || state.identity.empty()) return broken("a row is missing");
    const auto known_head = known ? known->head : store::Head();
    TRY(tail, read_tail(image, state, *keyring, known_head));
    TRY(identity, keyring->open_identity(state.identity));
    if (crypto::Signer::public_key(identity) != state.installation->verifier) {
        return broken("the identity key is another one");
    }
    Opened opened{std::move(state), std::move(tail.book), std::move(identity), tail.wall_ms};
    if (known) TRY(check_continues(opened, *known));
    return std::optional<Opened>(std::move(opened));
}

}  // namespace sealwright::keeper
