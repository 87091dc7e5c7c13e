#include "host_words.hpp"

#include "errors.hpp"
#include "files.hpp"
#include "sealwright/attest/parse.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

constexpr std::size_t secret_size = 32;

// The key of the card's TPM, its name hashed as the agent shows it, and who vouches for it.
Result<attest::Parsed> parsed(const attest::HostCard& card,
                              const attest::Trust& trust,
                              bool has_roots) {
    attest::ParseAsk ask;
    ask.provenance = has_roots ? attest::Provenance::ek_chain : attest::Provenance::ek_pinned;
    ask.pinned_key = card.endorsement;
    ask.identity = card.identity;
    // A credential is made as for an enrolment; nobody activates it here.
    SystemRandom random;
    ask.secret.resize(secret_size);
    random.fill(ask.secret);
    return attest::parse(ask, trust, random, SystemClock().now());
}

}  // namespace

Result<attest::HostCard> read_card(const std::string& path) {
    TRY(bytes, read_file(path, attest::host_card_max));
    auto card = wire::decode<attest::HostCard>(view_of(bytes));
    if (!card || card->name.empty()) return Error(errors::cli_host_card, {fact("path", path)});
    return std::move(*card);
}

Result<custody::PinnedHost> host_on(const attest::HostCard& card,
                                    const attest::Trust& trust,
                                    bool has_roots) {
    TRY(identity, parsed(card, trust, has_roots));
    const auto wall_ms = SystemClock().now().wall_ms;
    TRY(state, custody::state_in(identity.attestation_key, card.binding(), card.quote, wall_ms));
    return custody::PinnedHost{card.name,
                               identity.attestation_key,
                               identity.endorsement_key,
                               std::move(identity.endorsed_by),
                               std::move(state),
                               wall_ms};
}

std::string text_of(const attest::HostCard& card, const custody::PinnedHost& host) {
    const bool is_endorsed = !host.endorsed_by.empty();
    auto text = pairs({{"host", printable(host.name)},
                       {"tpm", to_hex(host.endorsement)},
                       {"made by", is_endorsed ? printable(host.endorsed_by) : "not checked"},
                       {"reset count", std::to_string(host.state.reset_count)},
                       {"firmware", std::to_string(host.state.firmware)}});
    const auto registers = host.state.values.set.list();
    for (std::size_t place = 0; place < registers.size(); ++place) {
        text += "pcr " + std::to_string(registers[place]) + "\n  " +
                to_hex(host.state.values.values[place]) + "\n";
    }
    text += "words: " + ceremony::spoken(card.digest()) + "\n";
    return text +
           (is_endorsed ? "A root that you gave vouches for the TPM. "
                        : "No root was given: nobody vouches that this is a real TPM. ") +
           "That the key which\nsigns lies in it, and that it is this host's, is the word of "
           "whoever reads the\nwords to you.\n";
}

Json json_of(const attest::HostCard& card, const custody::PinnedHost& host) {
    const auto values = Json::list_of(host.state.values.values,
                                      [](const Digest& each) { return Json::text(to_hex(each)); });
    return Json::object({{"name", Json::text(host.name)},
                         {"endorsement_key", Json::text(to_hex(host.endorsement))},
                         {"endorsed_by", Json::text(host.endorsed_by)},
                         {"pcrs", Json::text(host.state.values.set.str())},
                         {"values", values},
                         {"reset_count", Json::number(host.state.reset_count)},
                         {"words", Json::text(ceremony::spoken(card.digest()))}});
}

}  // namespace sealwright::cli
