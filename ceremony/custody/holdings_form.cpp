#include "holdings_form.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/crypto/seal.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/receipt.hpp"
#include "sealwright/wire/copies.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

constexpr std::uint8_t format = 4;
constexpr std::uint8_t before_words = 3;
constexpr std::uint8_t before_receipts = 2;
constexpr std::size_t environment_max = 64;
constexpr std::size_t group_max = std::size_t{16} * 1024;
constexpr std::size_t sealed_size = crypto::RecordSealer::overhead + 32;

// What a secret is sealed for: the file, the ceremony, and which of its secrets it is.
class Place {
public:
    Place(const crypto::PassphraseKey& key, View head) : key_(key), head_(head) {}

    template <class Tag>
    void write(wire::Writer& writer,
               const CeremonyId& ceremony,
               std::string_view what,
               const Secret<32, Tag>& secret,
               Random& random) const {
        writer.bytes(
            crypto::RecordSealer::seal_key(key_.ref(), bound(ceremony, what), secret, random));
    }
    template <class Tag>
    Result<Secret<32, Tag>> read(wire::Reader& reader,
                                 const CeremonyId& ceremony,
                                 std::string_view what) const {
        const auto sealed = reader.bytes(sealed_size);
        if (reader.failed()) return errors::custodian_file_invalid;
        return crypto::RecordSealer::open_key<Tag>(key_.ref(), bound(ceremony, what), sealed);
    }

private:
    [[nodiscard]] Digest bound(const CeremonyId& ceremony, std::string_view what) const {
        return crypto::th("custodian/secret", {head_, ceremony.bytes(), view_of(what)});
    }

    const crypto::PassphraseKey& key_;
    View head_;
};

// What stands first of a part and of a share alike.
struct Whose {
    CeremonyId ceremony;
    InstallationId installation;
    std::string environment;
    crypto::PublicKey service{};
    std::uint16_t index = 0;
    std::uint64_t epoch = 0;

    static Whose read(wire::Reader& reader) {
        Whose whose;
        whose.ceremony = reader.id<CeremonyId>();
        whose.installation = reader.id<InstallationId>();
        whose.environment = reader.text(environment_max);
        reader.copy_into(whose.service);
        whose.index = reader.u16();
        whose.epoch = reader.u64();
        return whose;
    }
};

template <class Held>
void write_whose(wire::Writer& writer, const Held& held) {
    writer.id(held.ceremony);
    writer.id(held.installation);
    writer.text(held.environment);
    writer.raw(held.service);
    held.index.write(writer);
    writer.u64(held.epoch.value());
}

Result<HeldPart> read_part(wire::Reader& reader, const Place& place, std::uint8_t version) {
    auto whose = Whose::read(reader);
    const auto session = reader.digest();
    const auto compared = version > before_words ? reader.digest() : Digest{};
    TRY(seed, place.read<PartSeedTag>(reader, whose.ceremony, "part"));
    TRY(index, threshold::Index::make(whose.index));
    return HeldPart{whose.ceremony,
                    whose.installation,
                    std::move(whose.environment),
                    whose.service,
                    index,
                    threshold::Epoch(whose.epoch),
                    session,
                    compared,
                    std::move(seed)};
}

Result<HeldShare> read_share(wire::Reader& reader, const Place& place) {
    auto whose = Whose::read(reader);
    const auto transcript = reader.digest();
    auto group = wire::copy_of(reader.bytes(group_max));
    const auto taken_ms = reader.u64();
    TRY(held, place.read<threshold::ScalarTag>(reader, whose.ceremony, "share"));
    TRY(pepper, place.read<threshold::PepperTag>(reader, whose.ceremony, "pepper"));
    TRY(identity, place.read<crypto::SigningSeedTag>(reader, whose.ceremony, "identity"));
    TRY(value, threshold::SecretScalar::take(std::move(held)));
    TRY(index, threshold::Index::make(whose.index));
    HeldShare share{whose.ceremony,
                    whose.installation,
                    std::move(whose.environment),
                    whose.service,
                    index,
                    threshold::Epoch(whose.epoch),
                    transcript,
                    std::move(group),
                    taken_ms,
                    std::move(value),
                    std::move(pepper),
                    std::move(identity)};
    if (share.group.empty()) return share;
    TRY(parsed, threshold::Group::parse(share.group));
    TRY(share.of(parsed));
    return share;
}

// By the places of their lines, rising.
void write_receipts(wire::Writer& writer, const std::vector<HistoryLine>& history) {
    const auto has = [](const HistoryLine& line) { return !line.receipt.empty(); };
    writer.count(static_cast<std::size_t>(std::ranges::count_if(history, has)));
    for (std::size_t place = 0; place < history.size(); ++place) {
        if (!has(history[place])) continue;
        writer.u32(static_cast<std::uint32_t>(place));
        writer.bytes(history[place].receipt);
    }
}

void read_receipts(wire::Reader& reader, std::vector<HistoryLine>& history) {
    const auto count = reader.count(receipts_max);
    std::size_t next = 0;
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        const std::size_t place = reader.u32();
        const auto receipt = reader.bytes(receipt_max);
        if (place < next || place >= history.size() || receipt.empty()) return reader.fail_value();
        history[place].receipt = wire::copy_of(receipt);
        next = place + 1;
    }
}

}  // namespace

WipedBytes write_holdings(const Holdings& holdings,
                          const crypto::PassphraseKey& key,
                          View head,
                          Random& random) {
    const Place place(key, head);
    wire::Writer writer;
    writer.u8(format);
    writer.count(holdings.parts.size());
    for (const auto& part : holdings.parts) {
        write_whose(writer, part);
        writer.raw(part.session);
        writer.raw(part.compared);
        place.write(writer, part.ceremony, "part", part.seed, random);
    }
    writer.count(holdings.shares.size());
    for (const auto& share : holdings.shares) {
        write_whose(writer, share);
        writer.raw(share.transcript);
        writer.bytes(share.group);
        writer.u64(share.taken_ms);
        place.write(writer, share.ceremony, "share", share.value.held(), random);
        place.write(writer, share.ceremony, "pepper", share.pepper, random);
        place.write(writer, share.ceremony, "identity", share.identity, random);
    }
    wire::write_list(writer, holdings.epochs);
    wire::write_list(writer, holdings.history);
    wire::write_list(writer, holdings.stores);
    wire::write_list(writer, holdings.hosts);
    write_receipts(writer, holdings.history);
    return writer.take();
}

Result<Holdings> read_holdings(View bytes, const crypto::PassphraseKey& key, View head) {
    const Place place(key, head);
    wire::Reader reader(bytes);
    Holdings holdings;
    const auto version = reader.u8();
    if (version < before_receipts || version > format) return errors::custodian_file_invalid;
    const auto parts = reader.count(parts_max);
    for (std::uint32_t each = 0; each < parts; ++each) {
        TRY(part, read_part(reader, place, version));
        holdings.parts.push_back(std::move(part));
    }
    const auto shares = reader.count(shares_max);
    for (std::uint32_t each = 0; each < shares; ++each) {
        TRY(share, read_share(reader, place));
        holdings.shares.push_back(std::move(share));
    }
    holdings.epochs = wire::read_list<SeenEpoch>(reader, installations_max);
    holdings.history = wire::read_list<HistoryLine>(reader, history_max);
    holdings.stores = wire::read_list<SeenStore>(reader, installations_max);
    holdings.hosts = wire::read_list<PinnedHost>(reader, hosts_max);
    if (version != before_receipts) read_receipts(reader, holdings.history);
    TRY(reader.finish());
    return holdings;
}

}  // namespace sealwright::custody
