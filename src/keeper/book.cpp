#include "book.hpp"

#include <algorithm>
#include <tuple>

namespace sealwright::keeper {
namespace {

// The salts of a whole commit, asked of the kernel once.
class DrawnSalts final : public Random {
public:
    DrawnSalts(Random& source, std::size_t count)
        : source_(source), drawn_(count * std::tuple_size_v<crypto::Salt>) {
        if (!drawn_.empty()) source_.fill(drawn_);
    }

    void fill(std::span<std::uint8_t> out) override {
        if (drawn_.size() - used_ < out.size()) return source_.fill(out);
        std::copy_n(drawn_.data() + used_, out.size(), out.data());
        used_ += out.size();
    }

private:
    Random& source_;
    Bytes drawn_;
    std::size_t used_ = 0;
};

}  // namespace

Book::Written Book::write(std::vector<EntryDraft> drafts,
                          const claims::Provenance& provenance,
                          const Keyring& keyring,
                          Random& random,
                          std::uint64_t wall_ms,
                          const StateMark& mark) const {
    Written written{{}, head_, tree_, last_checkpoint_};
    DrawnSalts salts(random, drafts.size());
    for (auto& drafted : drafts) {
        journal::Entry entry;
        entry.provenance = provenance;
        entry.sequence = written.head.sequence + 1;
        entry.previous = written.head.digest;
        entry.wall_ms = wall_ms;
        entry.revision = mark.revision;
        entry.state = mark.digest;
        entry.origin = std::move(drafted.origin);
        entry.kind = drafted.kind;
        entry.fields = std::move(drafted.fields);

        const auto bytes = wire::encode(entry);
        written.head = {entry.sequence, journal::leaf_digest(bytes)};
        written.tree.append(written.head.digest);
        if (entry.kind == journal::Kind::checkpoint) written.last_checkpoint = entry.sequence;
        written.entries.push_back({entry.sequence,
                                   written.head.digest,
                                   keyring.seal_entry(entry.sequence, bytes, salts)});
    }
    return written;
}

void Book::adopt(Written written) {
    head_ = written.head;
    tree_ = std::move(written.tree);
    last_checkpoint_ = written.last_checkpoint;
}

std::string Book::note(const crypto::SigningSeed& seed, const std::string& name) const {
    return journal::sign_head({name, tree_.size(), tree_.root()}, seed);
}

EntryDraft Book::checkpoint(std::string note) const {
    const auto tree = wire::encode(tree_);
    return {std::nullopt,
            journal::Kind::checkpoint,
            {{"note", std::move(note)}, {"tree", to_base64(tree)}}};
}

std::string signer_name(const Installation& installation) {
    return journal::signer_name(installation.id, installation.provenance.instance);
}

}  // namespace sealwright::keeper
