// The commands `ceremony script`, `ceremony transcript` and `ceremony transcript verify`.
#include "ceremony_words.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "receipts.hpp"
#include "run.hpp"
#include "script_page.hpp"
#include "sealwright/journal/bundle.hpp"
#include "service.hpp"
#include "table.hpp"
#include "transcript_words.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

using custody::Played;

constexpr std::size_t bundle_size_max = std::size_t{1} << 30U;
constexpr mode_t for_everybody = 0644;

// Whether an entry of the journal names this very transcript.
class Anchor : public journal::EntryReader {
public:
    explicit Anchor(const Played& played) : played_(played) {}

    Result<void> read(const journal::Entry& entry) override {
        const auto* digest = entry.digest("transcript");
        const auto* ceremony = entry.text("ceremony");
        const bool is_its = digest != nullptr && ceremony != nullptr && *digest == played_.head &&
                            *ceremony == played_.header.ceremony.str();
        if (is_its) entry_ = entry.sequence;
        return done;
    }
    [[nodiscard]] std::uint64_t entry() const { return entry_; }

private:
    const Played& played_;
    std::uint64_t entry_ = 0;
};

Outcome<std::uint64_t> entry_of(const Played& all, const TranscriptVerify& command) {
    TRY(text, read_file(command.journal, bundle_size_max));
    Anchor anchor(all);
    const std::vector<std::string> texts{std::move(text)};
    if (command.key.empty()) {
        TRY(journal::verify_bundles(texts, nullptr, &anchor));
    } else {
        TRY(key, journal::VerifierKey::parse(command.key));
        TRY(journal::verify_bundles(texts, &key, &anchor));
    }
    if (anchor.entry() == 0) {
        return Error(errors::cli_transcript_unjournalled, {fact("head", all.head)});
    }
    return anchor.entry();
}

// Each roster that it goes by has to be one of those that are known from elsewhere.
Result<void> check_rosters(Played& all, const std::vector<std::string>& given) {
    if (given.empty()) return done;
    std::vector<Digest> known;
    for (const auto& each : given) {
        const auto digest = parse_digest(each);
        if (!digest) return Error(errors::cli_usage, {fact("roster digest", each)});
        known.push_back(*digest);
    }
    if (all.rosters.empty()) return Error(errors::cli_roster_other, {fact("roster", "none")});
    for (const auto& each : all.rosters) {
        if (std::ranges::find(known, each.digest) != known.end()) continue;
        return Error(errors::cli_roster_other,
                     {fact("from step", std::uint64_t{each.step}), fact("roster", each.digest)});
    }
    all.is_roster_known = true;
    return done;
}

struct Got {
    Bytes file;
    Played all;
    bool is_anchored = false;
};

// From the service, believed as far as it is that service's, and can be worked out.
Outcome<Got> get(const std::string& name, const Settings& settings) {
    TRY(id, ceremony_named(name));
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::TranscriptShown>(operate::TranscriptAsk{id.bytes()}));
    const auto* person = service.person();
    const auto* pin = person != nullptr && person->pin() ? &person->pin()->identity : nullptr;
    TRY(all, played_in(shown.transcript, pin));
    if (all.header.ceremony != id) return errors::cli_answer_forged;
    return Got{std::move(shown.transcript), std::move(all), pin != nullptr || person == nullptr};
}

Result<void> write_pages(const std::string& path, const Played& all, bool is_annotated) {
    if (path.empty()) return done;
    return write_file(path, view_of(html_of(script_of(all, is_annotated))), {for_everybody});
}

}  // namespace

Outcome<Answer> run(const CeremonyTranscript& command, const Settings& settings) {
    if (command.id.empty()) {
        return Error(errors::cli_usage, {fact("why", "CEREMONY is required")});
    }
    TRY(got, get(command.id, settings));
    if (!command.out.empty()) {
        TRY(write_file(command.out, got.file, {for_everybody}));
    }
    TRY(write_pages(command.html, got.all, true));
    auto answer = answer_of(settings, json_of(got.all), text_of(got.all));
    answer.talk = talk_of(got.all, got.is_anchored);
    return answer;
}

Outcome<Answer> run(const CeremonyScript& command, const Settings& settings) {
    TRY(got, get(command.id, settings));
    TRY(write_pages(command.out, got.all, false));
    auto answer = answer_of(settings,
                            Json::object({{"file", Json::text(command.out)},
                                          {"ceremony", Json::text(got.all.header.ceremony.str())}}),
                            "");
    answer.talk = "Written to " + printable(command.out) + ": print it, one copy for each.\n";
    return answer;
}

Outcome<Answer> run(const TranscriptVerify& command, const Settings& settings) {
    TRY(text, read_file(command.file, operate::transcript_file_max));
    std::optional<crypto::PublicKey> service;
    if (!command.key.empty()) {
        TRY(key, journal::VerifierKey::parse(command.key));
        service = key.key;
    }
    const auto* anchor = service ? &*service : nullptr;
    TRY(receipt, answer_of_receipt(settings, view_of(text), anchor));
    if (receipt) return *std::move(receipt);
    TRY(all, played_in(view_of(text), anchor));
    TRY(check_rosters(all, command.rosters));
    std::string said;
    if (!command.receipt.empty()) {
        TRY(transcript, wire::decode<custody::Transcript>(view_of(text)));
        TRY(check_receipt(command.receipt, transcript));
        said += "It has the act of the receipt in its place.\n";
    }
    if (!command.journal.empty()) {
        TRY(entry, entry_of(all, command));
        said += journal::entry_name(entry) + " of the journal names this very transcript.\n";
    }
    TRY(write_pages(command.html, all, true));
    auto answer = answer_of(settings, json_of(all), text_of(all));
    answer.talk = talk_of(all, service.has_value()) + said;
    return answer;
}

}  // namespace sealwright::cli
