#include "entries.hpp"
#include "fetch.hpp"
#include "files.hpp"
#include "run.hpp"
#include "sealwright/journal/bundle.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

// The head is not known before the first answer, so the last entries take one small ask more.
Outcome<EntryRange> fetch_last(Service& service, std::uint64_t count) {
    TRY(newest, service.ask<operate::JournalPage>(operate::JournalAsk{0, 1, false}));
    const auto head = newest.head_sequence;
    if (head == 0) return EntryRange{};
    TRY(start, fetch_start(service));
    const auto first = head > count ? head - count + 1 : 1;
    return fetch_entries(service, {std::max(first, start.sequence + 1), head, false});
}

Outcome<EntryRange> fetch_wanted(Service& service, const JournalShow& command) {
    if (command.from == 0) return fetch_last(service, command.last);
    return fetch_entries(service, {command.from, command.from + command.last - 1, false});
}

std::string table_of(const std::vector<journal::Entry>& entries) {
    if (entries.empty()) return "No such entries.\n";
    Table table({"ENTRY", "TIME", "KIND", "WHO", "WHAT"});
    for (const auto& entry : entries) {
        table.add({journal::entry_name(entry.sequence),
                   time_for_people(entry.wall_ms),
                   std::string(journal::name_of(entry.kind)),
                   who(entry),
                   what(entry)});
    }
    return table.str();
}

}  // namespace

Outcome<Answer> run(const JournalShow& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(range, fetch_wanted(service, command));
    std::vector<journal::Entry> entries;
    for (const auto& bytes : range.entries) {
        const auto expected = entries.empty() ? 0 : entries.back().sequence + 1;
        TRY(entry, wire::decode<journal::Entry>(bytes));
        TRY(checked, read_entry(bytes, expected == 0 ? entry.sequence : expected));
        entries.push_back(checked);
    }
    const auto list = Json::list_of(entries, [](const auto& each) { return json_of(each); });
    return answer_of(settings,
                     Json::object({{"head", Json::number(range.head)},
                                   {"verifier_key", Json::text(range.verifier_key)},
                                   {"entries", list}}),
                     table_of(entries));
}

// The file is written whatever it says; a chain that does not hold is what a reader must see.
Outcome<Answer> run(const JournalExport& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(start, fetch_start(service));
    TRY(range, fetch_entries(service, {start.sequence + 1, 0, true}));
    auto bundle = journal::bundle_head(range.verifier_key, start);
    for (const auto& entry : range.entries) bundle += journal::bundle_line(entry);
    TRY(write_file(command.file, view_of(bundle)));

    const auto verdict = journal::verify_bundle(bundle, nullptr);
    if (!verdict) return verdict.error();
    const auto count = verdict->verified.entries;
    auto answer = answer_of(settings,
                            Json::object({{"file", Json::text(command.file)},
                                          {"entries", Json::number(count)},
                                          {"verifier_key", Json::text(range.verifier_key)}}),
                            pairs({{"file", command.file}, {"entries", std::to_string(count)}}));
    answer.talk = "Check it anywhere: sealwright journal verify " + printable(command.file) +
                  " --key VKEY, with the key that `init` printed.\n";
    return answer;
}

}  // namespace sealwright::cli
