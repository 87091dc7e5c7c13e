// `journal archive`: the oldest entries go into a file and leave the service.
//
// The order is the promise: the file is written, synced, renamed, read back and verified; only then
// is the service asked to take the entries away, in one commit. Ended anywhere before that, nothing
// has changed but a file.
#include "entries.hpp"
#include "errors.hpp"
#include "fetch.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/journal/bundle.hpp"
#include "table.hpp"

#include <algorithm>
#include <filesystem>

namespace sealwright::cli {
namespace {

constexpr std::uint64_t entries_at_once_max = 65'536;
constexpr std::size_t archive_size_max = std::size_t{1} << 30U;

// The entries that the journal still has, as far as one archive may take them, and one more.
Outcome<EntryRange> fetch_oldest(Service& service, const journal::Start& start) {
    const auto first = start.sequence + 1;
    return fetch_entries(service, {first, start.sequence + entries_at_once_max + 1, true});
}

// How many of the entries go: up to the last checkpoint that is old enough, never the newest one.
Result<std::size_t> count_to_archive(const EntryRange& range,
                                     std::uint64_t keep,
                                     std::uint64_t before_ms,
                                     std::uint64_t first) {
    std::size_t count = 0;
    for (std::size_t index = 0; index < range.entries.size(); ++index) {
        const auto sequence = first + index;
        TRY(entry, read_entry(range.entries[index], sequence));
        const bool is_kept =
            before_ms != 0 ? entry.wall_ms >= before_ms : sequence + keep > range.head;
        if (is_kept || sequence >= range.head || index == entries_at_once_max) break;
        if (entry.kind == journal::Kind::checkpoint) count = index + 1;
    }
    return count;
}

struct Written {
    Digest digest{};
    journal::Start end;
};

// What the service is told stands in the file was read from the file.
Result<Written> write_archive(const std::string& file,
                              const std::string& bundle,
                              const std::string& verifier_key) {
    TRY(write_file(file, view_of(bundle)));
    TRY(text, read_file(file, archive_size_max));
    if (text != bundle) return Error(errors::cli_archive_readback, {fact("path", file)});
    TRY(key, journal::VerifierKey::parse(verifier_key));
    TRY(verdict, journal::verify_bundle(text, &key));
    return Written{crypto::sha256(view_of(text)), verdict.end};
}

struct Plan {
    std::string file;
    journal::Start start;
    EntryRange range;
    std::size_t count = 0;
};

Outcome<Plan> make_plan(Service& service, const JournalArchive& command) {
    Plan plan;
    plan.file = std::filesystem::absolute(command.output).lexically_normal();
    if (file_exists(plan.file)) {
        return Error(errors::cli_archive_exists, {fact("path", plan.file)});
    }
    std::uint64_t before_ms = 0;
    if (!command.before.empty()) {
        TRY(parsed, parse_date(command.before));
        before_ms = parsed;
    }
    TRY(start, fetch_start(service));
    plan.start = start;
    TRY(range, fetch_oldest(service, plan.start));
    plan.range = std::move(range);
    TRY(count, count_to_archive(plan.range, command.keep, before_ms, plan.start.sequence + 1));
    if (count == 0) {
        return Error(errors::cli_archive_nothing,
                     {fact("first", plan.start.sequence + 1), fact("newest", plan.range.head)});
    }
    plan.count = count;
    return plan;
}

Answer answer_about(const Settings& settings, const Plan& plan, const Written& written) {
    const auto first = plan.start.sequence + 1;
    const auto left = plan.range.head - written.end.sequence;
    auto answer = answer_of(
        settings,
        Json::object({{"file", Json::text(plan.file)},
                      {"first", Json::number(first)},
                      {"last", Json::number(written.end.sequence)},
                      {"entries", Json::number(plan.count)},
                      {"sha256", Json::text(to_hex(written.digest))},
                      {"left", Json::number(left)}}),
        pairs({{"file", plan.file},
               {"entries",
                journal::entry_name(first) + " to " + journal::entry_name(written.end.sequence)},
               {"SHA-256", to_hex(written.digest)},
               {"left in the service", std::to_string(left)}}));
    answer.talk =
        "Keep this file, and a copy elsewhere: these entries stand nowhere else now.\n"
        "With a later export the whole journal verifies: sealwright journal verify ARCHIVE... "
        "EXPORT --key VKEY\n";
    return answer;
}

}  // namespace

Outcome<Answer> run(const JournalArchive& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(plan, make_plan(service, command));
    auto bundle = journal::bundle_head(plan.range.verifier_key, plan.start);
    for (std::size_t index = 0; index < plan.count; ++index) {
        bundle += journal::bundle_line(plan.range.entries[index]);
    }
    TRY(written, write_archive(plan.file, bundle, plan.range.verifier_key));
    const operate::ArchiveAsk ask{
        written.end.sequence, written.end.digest, written.digest, plan.file};
    TRY(service.ask<operate::Archives>(ask));
    return answer_about(settings, plan, written);
}

}  // namespace sealwright::cli
