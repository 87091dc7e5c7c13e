#include "sealwright/custody/holdings.hpp"

#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

constexpr std::size_t word_max = 32;
constexpr std::size_t whom_max = 256;
constexpr std::size_t words_max = 256;

template <class Held>
Held* find_of(std::vector<Held>& held, const CeremonyId& ceremony) {
    const auto found = std::ranges::find(held, ceremony, &Held::ceremony);
    return found == held.end() ? nullptr : &*found;
}

std::string cut(std::string_view text, std::size_t size_max) {
    return std::string(text.substr(0, size_max));
}

}  // namespace

Result<threshold::SecretShare> HeldShare::of(const threshold::Group& its) const {
    if (its.transcript() != transcript || its.epoch() != epoch) return errors::share_absent;
    return threshold::SecretShare::make(its, index, value.times(threshold::Scalar::one()));
}

void SeenEpoch::write(wire::Writer& writer) const {
    writer.id(installation);
    writer.u64(epoch);
}

SeenEpoch SeenEpoch::read(wire::Reader& reader) {
    SeenEpoch seen;
    seen.installation = reader.id<InstallationId>();
    seen.epoch = reader.u64();
    return seen;
}

void SeenStore::write(wire::Writer& writer) const {
    writer.id(installation);
    writer.u64(entry);
    writer.raw(head);
}

SeenStore SeenStore::read(wire::Reader& reader) {
    SeenStore seen;
    seen.installation = reader.id<InstallationId>();
    seen.entry = reader.u64();
    seen.head = reader.digest();
    return seen;
}

void HistoryLine::write(wire::Writer& writer) const {
    writer.u64(at_ms);
    writer.text(what);
    writer.text(whom);
    writer.text(words);
}

HistoryLine HistoryLine::read(wire::Reader& reader) {
    HistoryLine line;
    line.at_ms = reader.u64();
    line.what = reader.text(word_max);
    line.whom = reader.text(whom_max);
    line.words = reader.text(words_max);
    return line;
}

HeldPart* Holdings::part_of(const CeremonyId& ceremony) {
    return find_of(parts, ceremony);
}

HeldShare* Holdings::share_of(const CeremonyId& ceremony) {
    return find_of(shares, ceremony);
}

std::uint64_t Holdings::epoch_of(const InstallationId& installation) const {
    const auto found = std::ranges::find(epochs, installation, &SeenEpoch::installation);
    return found == epochs.end() ? 0 : found->epoch;
}

const SeenStore* Holdings::store_of(const InstallationId& installation) const {
    const auto found = std::ranges::find(stores, installation, &SeenStore::installation);
    return found == stores.end() ? nullptr : &*found;
}

Result<void> Holdings::saw(const SeenStore& store) {
    const auto found = std::ranges::find(stores, store.installation, &SeenStore::installation);
    if (found != stores.end()) {
        *found = store;
        return done;
    }
    if (stores.size() >= installations_max) return errors::custodian_file_full;
    stores.push_back(store);
    return done;
}

Result<void> Holdings::pin(PinnedHost host) {
    const auto is_like = [&](const PinnedHost& each) {
        return each.name == host.name || each.endorsement == host.endorsement ||
               each.key == host.key;
    };
    const auto found = std::ranges::find_if(hosts, is_like);
    if (found != hosts.end()) {
        const bool is_it = found->name == host.name && found->endorsement == host.endorsement &&
                           std::find_if(found + 1, hosts.end(), is_like) == hosts.end();
        if (!is_it) return Error(errors::host_pinned, {fact("pinned", found->name)});
        *found = std::move(host);
        return done;
    }
    if (hosts.size() >= hosts_max) return errors::custodian_file_full;
    hosts.push_back(std::move(host));
    return done;
}

Result<void> Holdings::join(HeldPart part) {
    if (part_of(part.ceremony) != nullptr) return done;
    if (part.epoch.value() <= epoch_of(part.installation)) {
        return Error(
            errors::epoch_old,
            {fact("epoch", part.epoch.value()), fact("seen", epoch_of(part.installation))});
    }
    if (parts.size() >= parts_max) return errors::custodian_file_full;
    parts.push_back(std::move(part));
    return done;
}

Result<void> Holdings::take(const CeremonyId& ceremony, Taken taken, std::uint64_t wall_ms) {
    const auto* part = part_of(ceremony);
    if (part == nullptr) return errors::share_absent;
    if (shares.size() >= shares_max) return errors::custodian_file_full;
    shares.push_back({part->ceremony,
                      part->installation,
                      part->environment,
                      part->service,
                      part->index,
                      part->epoch,
                      taken.share.transcript(),
                      {},
                      wall_ms,
                      taken.share.value().times(threshold::Scalar::one()),
                      std::move(taken.pepper),
                      std::move(taken.identity)});
    std::erase_if(parts, [&](const HeldPart& each) { return each.ceremony == ceremony; });
    return done;
}

Result<void> Holdings::settle(const CeremonyId& ceremony, const threshold::Group& group) {
    auto* share = share_of(ceremony);
    if (share == nullptr) return errors::share_absent;
    TRY(share->of(group));
    const auto installation = share->installation;
    const auto epoch = share->epoch;
    auto seen = std::ranges::find(epochs, installation, &SeenEpoch::installation);
    if (seen == epochs.end()) {
        if (epochs.size() >= installations_max) return errors::custodian_file_full;
        seen = epochs.insert(epochs.end(), {installation, 0});
    }
    seen->epoch = std::max(seen->epoch, epoch.value());
    share->group = wire::encode_public(group);
    std::erase_if(shares, [&](const HeldShare& each) {
        const bool is_dead = each.epoch == epoch && each.group.empty();
        return each.installation == installation && (each.epoch < epoch || is_dead);
    });
    return done;
}

void Holdings::note(HistoryLine line) {
    line.what = cut(line.what, word_max);
    line.whom = cut(line.whom, whom_max);
    line.words = cut(line.words, words_max);
    if (history.size() >= history_max) history.erase(history.begin());
    history.push_back(std::move(line));
    std::size_t count = 0;
    std::size_t size = 0;
    for (auto each = history.rbegin(); each != history.rend(); ++each) {
        if (each->receipt.empty()) continue;
        size += each->receipt.size();
        if (++count > receipts_max || size > receipts_bytes_max) each->receipt.clear();
    }
}

}  // namespace sealwright::custody
