#include "chain.hpp"

#include "sealwright/crypto/shares.hpp"

namespace sealwright::cli_test {

Chain::Chain(const std::string& environment)
    : seed_(crypto::ShareSplitter::fresh_key<struct crypto::SigningSeedTag>(random_)) {
    const auto installation = InstallationId::random(random_);
    provenance_ = {environment, "dana", InstanceId::random(random_), "main"};
    key_ = {"sealwright/" + installation.str() + "/" + provenance_.instance.str(),
            crypto::Signer::public_key(seed_)};
}

void Chain::add(journal::Kind kind,
                std::vector<journal::Field> fields,
                std::optional<claims::Origin> origin) {
    journal::Entry entry;
    entry.provenance = provenance_;
    entry.sequence = entries.size() + 1;
    entry.previous = previous_;
    wall_ms += 1000;
    entry.wall_ms = wall_ms;
    entry.revision = entry.sequence;
    entry.origin = std::move(origin);
    entry.kind = kind;
    entry.fields = std::move(fields);
    entries.push_back(wire::encode_public(entry));
    previous_ = journal::leaf_digest(entries.back());
    tree_.append(previous_);
}

void Chain::add_checkpoint() {
    const journal::TreeHead head{key_.name, tree_.size(), tree_.root()};
    add(journal::Kind::checkpoint, {{"note", journal::sign_head(head, seed_)}});
}

std::string Chain::bundle() const {
    auto text = journal::bundle_head(verifier_key());
    for (const auto& entry : entries) text += journal::bundle_line(entry);
    return text;
}

void Chain::serve_on(FakeService& service, std::uint64_t page_max) {
    service.on<operate::JournalAsk>([this, page_max](const operate::JournalAsk& ask) {
        if (ask.checkpoint) add_checkpoint();
        operate::JournalPage page;
        page.head_sequence = entries.size();
        page.verifier_key = verifier_key();
        const auto count = std::min<std::uint64_t>(ask.count, page_max);
        const auto tail = entries.size() - std::min<std::uint64_t>(count, entries.size()) + 1;
        const auto first = ask.first == 0 ? tail : ask.first;
        for (auto at = first; at <= entries.size() && at < first + count; ++at) {
            page.entries.push_back(entries[at - 1]);
        }
        return reply(page);
    });
}

claims::Origin node_origin() {
    claims::ChannelOrigin origin;
    origin.spki.fill(0x3f);
    origin.not_after_ms = 1'900'000'000'000;
    origin.peer = "127.0.0.1:50000";
    return {origin};
}

Chain usual_chain() {
    Chain chain;
    const claims::Origin operator_origin{claims::LocalOrigin{0, 0, 4711}};
    chain.add(journal::Kind::founded, {{"solo", std::uint64_t{1}}}, operator_origin);
    chain.add(journal::Kind::act,
              {{"what", std::string("vault add")}, {"vault", std::string("prod")}},
              operator_origin);
    chain.add(journal::Kind::intent,
              {{"operation", std::string("decrypt")},
               {"vault", std::string("prod")},
               {"node", std::string("node-1")},
               {"class", std::string("stored root key")}},
              node_origin());
    chain.add(journal::Kind::outcome,
              {{"intent", std::uint64_t{3}}, {"result", std::string("released")}});
    chain.add(journal::Kind::refusal,
              {{"operation", std::string("decrypt")},
               {"code", std::uint64_t{1701}},
               {"reason", std::string("this class opens only inside a window")},
               {"remedy", std::string("look at the journal")},
               {"node", std::string("node-1")},
               {"vault", std::string("prod")}},
              node_origin());
    chain.add_checkpoint();
    return chain;
}

}  // namespace sealwright::cli_test
