// The routes `journal archive` and the list of archives.
//
// The file is made, synced and read back by who asks, before this ask comes: the keeper has no
// files. One commit then takes the entries away, and keeps in a row and in an entry what continues
// the chain without them.
#include "operating.hpp"
#include "rows.hpp"
#include "sealwright/seal/body.hpp"

namespace sealwright::keeper {
namespace {

Error out_of_range(std::uint64_t last, std::string_view why) {
    return {errors::archive_range, {fact("last", last), fact("why", why)}};
}

// The newest checkpoint stays, so that a start finds one to read back to.
Result<void> check_range(std::uint64_t last, const Archives& archives, const Book& book) {
    const auto gone = archives.start.sequence;
    if (last <= gone) return out_of_range(last, "it is archived already");
    if (last >= book.last_checkpoint()) return out_of_range(last, "no checkpoint stands behind it");
    if (last - gone > archive_entries_max) return out_of_range(last, "it is too many at once");
    if (archives.list.size() == archives_max) return errors::archives_full;
    return done;
}

// A checkpoint carries the tree over everything before it.
Result<journal::Start> start_behind(const journal::Entry& entry, const Digest& digest) {
    const auto* text = entry.text("tree");
    if (entry.kind != journal::Kind::checkpoint || text == nullptr) {
        return out_of_range(entry.sequence, "it is not a checkpoint");
    }
    TRY(bytes, seal::from_base64(*text));
    TRY(tree, wire::decode<journal::Tree>(bytes));
    tree.append(digest);
    if (tree.size() != entry.sequence) {
        return Error(errors::state_broken, {fact("entry", entry.sequence)});
    }
    return journal::Start{entry.sequence, digest, std::move(tree)};
}

}  // namespace

Reply Operating::all_archives() const {
    const auto& archives = core_.state().archives;
    operate::Archives answer;
    answer.start = wire::encode_public(archives.start);
    for (const auto& each : archives.list) {
        answer.archives.push_back({each.first, each.last, each.wall_ms, each.bundle, each.file});
    }
    return reply_with(answer);
}

Result<Reply> Operating::archives(const OperatorAsk& ask) {
    TRY(wire::decode<operate::ArchivesAsk>(ask.body));
    return all_archives();
}

Result<journal::Start> Operating::archive_end(const operate::ArchiveAsk& ask) {
    TRY(check_range(ask.last, core_.state().archives, core_.book()));
    TRY(read, core_.read_entries(ask.last, 1));
    if (read.entries.empty()) return Error(errors::state_broken, {fact("entry", ask.last)});
    TRY(bytes, core_.keyring().open_entry(ask.last, read.entries.front().body));
    TRY(entry, wire::decode<journal::Entry>(bytes));
    const auto digest = journal::leaf_digest(bytes);
    if (digest != read.entries.front().digest || entry.sequence != ask.last) {
        return Error(errors::state_broken, {fact("entry", ask.last)});
    }
    if (digest != ask.head) return out_of_range(ask.last, "the file ends with another entry");
    return start_behind(entry, digest);
}

Result<Reply> Operating::archive(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::ArchiveAsk>(ask.body));
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(end, archive_end(message));
        auto archives = draft.state().archives;
        const auto first = archives.start.sequence + 1;
        archives.list.push_back(
            {first, message.last, core_.now().wall_ms, message.bundle, message.file});
        archives.start = end;
        draft.put(archives);
        draft.remove_entries_to(message.last);
        return std::vector<journal::Field>{{"what", std::string(journal::archive_act)},
                                           {"first", first},
                                           {"last", message.last},
                                           {"head", message.head},
                                           {"bundle", message.bundle},
                                           {"file", PublicText(message.file).str()},
                                           {"tree", to_base64(wire::encode_public(end.tree))}};
    }));
    return all_archives();
}

}  // namespace sealwright::keeper
