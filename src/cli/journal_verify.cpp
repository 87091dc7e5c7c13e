#include "errors.hpp"
#include "files.hpp"
#include "run.hpp"
#include "sealwright/journal/bundle.hpp"
#include "sealwright/journal/errors.hpp"
#include "signed_acts.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

constexpr std::size_t bundle_size_max = std::size_t{1} << 30U;
constexpr std::string_view unanchored =
    "unanchored: the key inside the file says only that the file agrees with itself\n";

bool is_base64(std::string_view line) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto digits = line.substr(0, line.find('='));
    const auto padding = line.size() - digits.size();
    return line.size() % 4 == 0 && padding <= 2 && !digits.empty() &&
           digits.find_first_not_of(alphabet) == std::string_view::npos;
}

// The module says only that the file is no bundle. A file that begins like one is a damaged one,
// and its reader wants to know where.
Error place_of_damage(std::string_view text, const Error& error) {
    const auto begins = std::string(journal::bundle_first_line) + "\n";
    if (!error.is(errors::journal_bundle_invalid) || !text.starts_with(begins)) return error;
    auto rest = text.substr(begins.size());
    for (std::uint64_t entry = 0; !rest.empty(); ++entry) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        if (end == std::string_view::npos || (entry > 0 && !is_base64(line))) {
            return {errors::cli_journal_line, {fact("entry", entry), fact("line", entry + 2)}};
        }
        rest.remove_prefix(end + 1);
    }
    return {errors::cli_journal_line,
            {fact("why", "a line is not in its one form, or none is there")}};
}

// A checkpoint covers what stands before it and is an entry itself.
std::uint64_t unsigned_entries(const journal::Verified& verified) {
    const auto covered = verified.checkpoints == 0 ? verified.first - 1 : verified.signed_to + 1;
    return verified.last() - std::min(verified.last(), covered);
}

// Who says that what stood before the first entry was archived, and not simply left out.
const journal::ArchiveClaim* claim_of(const journal::BundleVerdict& verdict) {
    for (const auto& claim : verdict.verified.archives) {
        if (claim.last == verdict.start.sequence) return &claim;
    }
    return nullptr;
}

std::string beginning_of(const journal::BundleVerdict& verdict) {
    auto first = journal::entry_name(verdict.verified.first);
    if (verdict.start.sequence == 0) return first;
    const auto* claim = claim_of(verdict);
    return first + ", after an archive whose last digest is " + to_hex(verdict.start.digest) +
           (claim == nullptr ? "" : ", says " + journal::entry_name(claim->entry));
}

Json json_of_beginning(const journal::BundleVerdict& verdict) {
    if (verdict.start.sequence == 0) return Json::null();
    const auto* claim = claim_of(verdict);
    return Json::object(
        {{"last", Json::number(verdict.start.sequence)},
         {"digest", Json::text(to_hex(verdict.start.digest))},
         {"said_by",
          claim == nullptr ? Json::null() : Json::text(journal::entry_name(claim->entry))},
         {"file", claim == nullptr ? Json::null() : Json::text(claim->file)}});
}

std::string list_of_intents(const journal::Verified& verified) {
    std::string text;
    for (const auto sequence : verified.open_intents) {
        text += (text.empty() ? "" : ", ") + journal::entry_name(sequence);
    }
    return text.empty() ? "none" : text;
}

Json json_of(const journal::BundleVerdict& verdict, const SignedActs& acts) {
    const auto& verified = verdict.verified;
    const auto intents = Json::list_of(verified.open_intents, [](const auto sequence) {
        return Json::text(journal::entry_name(sequence));
    });
    return Json::object({{"holds", Json::boolean(true)},
                         {"anchored", Json::boolean(verdict.anchored)},
                         {"verifier_key", Json::text(verdict.verifier_key)},
                         {"first", Json::number(verified.first)},
                         {"after_archive", json_of_beginning(verdict)},
                         {"entries", Json::number(verified.entries)},
                         {"checkpoints", Json::number(verified.checkpoints)},
                         {"signed_to", Json::number(verified.signed_to)},
                         {"unsigned", Json::number(unsigned_entries(verified))},
                         {"intents", Json::number(verified.intents)},
                         {"outcomes", Json::number(verified.outcomes)},
                         {"refusals", Json::number(verified.refusals)},
                         {"signed_acts", Json::number(acts.checked())},
                         {"unchecked_acts", Json::number(acts.unchecked())},
                         {"judged_changes", Json::number(acts.judged())},
                         {"open_intents", intents}});
}

std::string table_of(const journal::BundleVerdict& verdict, const SignedActs& acts) {
    const auto& verified = verdict.verified;
    return pairs({{"the chain", "holds"},
                  {"verifier key", verdict.verifier_key},
                  {"begins with", beginning_of(verdict)},
                  {"entries", std::to_string(verified.entries)},
                  {"checkpoints", std::to_string(verified.checkpoints)},
                  {"after the last checkpoint", std::to_string(unsigned_entries(verified))},
                  {"intents", std::to_string(verified.intents)},
                  {"intents without outcome", list_of_intents(verified)},
                  {"refusals", std::to_string(verified.refusals)},
                  {"acts that people signed", std::to_string(acts.checked())}});
}

std::string talk_of(const journal::BundleVerdict& verdict, const SignedActs& acts) {
    std::string talk(verdict.anchored ? "" : unanchored);
    if (acts.unchecked() > 0) {
        talk += std::to_string(acts.unchecked()) +
                " signatures of people were not checked: the founding that names their keys is in "
                "an archive; give it as well.\n";
    }
    if (acts.judged() > 0) {
        talk += std::to_string(acts.judged()) +
                " changes of policy or nodes by one person alone: the service judged, by how it "
                "stood then, that they loosen nothing, and no export can show that.\n";
    }
    if (verdict.start.sequence != 0 && claim_of(verdict) == nullptr) {
        talk += "No entry of these files says where the entries before " +
                journal::entry_name(verdict.verified.first) +
                " went: give the archives before it as well.\n";
    }
    const auto after = unsigned_entries(verdict.verified);
    if (after > 0) {
        talk += "The last " + std::to_string(after) +
                " entries stand after the last checkpoint: "
                "they are chained, and not signed.\n";
    }
    if (!verdict.verified.open_intents.empty()) {
        talk +=
            "An intent without outcome: something was about to happen and the service ended "
            "before it noted the end; count it as done.\n";
    }
    return talk;
}

Result<journal::BundleVerdict> verify(const std::vector<std::string>& texts,
                                      const std::string& key,
                                      SignedActs& acts) {
    if (key.empty()) return journal::verify_bundles(texts, nullptr, &acts);
    TRY(anchor, journal::VerifierKey::parse(key));
    return journal::verify_bundles(texts, &anchor, &acts);
}

Result<std::vector<std::string>> read_all(const std::vector<std::string>& files) {
    std::vector<std::string> texts;
    for (const auto& file : files) {
        TRY(text, read_file(file, bundle_size_max));
        texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace

// With a key given, a bundle without any checkpoint is refused: whoever strips the checkpoints
// could write any chain and it would "verify".
Outcome<Answer> run(const JournalVerify& command, const Settings& settings) {
    TRY(texts, read_all(command.files));
    SignedActs acts;
    const auto verdict = verify(texts, command.key, acts);
    if (!verdict && texts.size() == 1) return place_of_damage(texts.front(), verdict.error());
    if (!verdict) return verdict.error();
    if (verdict->anchored && verdict->verified.checkpoints == 0) {
        return Error(errors::cli_journal_unsigned, {fact("entries", verdict->verified.entries)});
    }
    auto answer = answer_of(settings, json_of(*verdict, acts), table_of(*verdict, acts));
    answer.talk = talk_of(*verdict, acts);
    return answer;
}

}  // namespace sealwright::cli
