// The commands `root statement|verify`.
#include "sealwright/journal/root_statement.hpp"

#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/journal/bundle.hpp"
#include "service.hpp"

namespace sealwright::cli {
namespace {

constexpr std::size_t bundle_size_max = std::size_t{1} << 30U;
constexpr mode_t for_everybody = 0644;
constexpr std::string_view unanchored =
    "unanchored: the key inside the export says only that the files agree with each other\n";

// Lines of other people's text, one terminal line each.
std::string for_people(const std::string& note) {
    std::string text;
    for (const auto letter : note) {
        text += letter == '\n' || (letter >= ' ' && letter <= '~') ? letter : '?';
    }
    return text;
}

bool says_it_holds(const std::string& note) {
    return note.find("\nstatement holds\n") != std::string::npos;
}

Answer answer_of_note(const Settings& settings, const std::string& note, bool holds) {
    const auto json =
        Json::object({{"statement", Json::text(note)}, {"holds", Json::boolean(holds)}});
    auto answer = answer_of(settings, json, for_people(note));
    answer.exit = holds ? Exit::ok : Exit::finding;
    return answer;
}

Result<operate::RootStatementAsk> ask_of(const RootStatement& command) {
    operate::RootStatementAsk ask{command.name, 0, SystemClock().now().wall_ms};
    if (!command.from.empty()) {
        TRY(from, parse_date(command.from));
        ask.from_ms = from;
    }
    if (!command.to.empty()) {
        TRY(to, parse_date(command.to));
        ask.to_ms = to;
    }
    return ask;
}

Result<journal::VerifierKey> read_journal(const RootVerify& command, journal::RootStatement& made) {
    std::vector<std::string> texts;
    for (const auto& file : command.journals) {
        TRY(text, read_file(file, bundle_size_max));
        texts.push_back(std::move(text));
    }
    if (command.key.empty()) {
        TRY(verdict, journal::verify_bundles(texts, nullptr, &made));
        return journal::VerifierKey::parse(verdict.verifier_key);
    }
    TRY(key, journal::VerifierKey::parse(command.key));
    TRY(verdict, journal::verify_bundles(texts, &key, &made));
    if (verdict.verified.checkpoints == 0) return errors::cli_journal_unsigned;
    return key;
}

}  // namespace

Outcome<Answer> run(const RootStatement& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(ask, ask_of(command));
    if (!command.output.empty() && file_exists(command.output)) {
        return Error(errors::cli_file_there, {fact("file", command.output)});
    }
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RootStatement>(ask, Service::init_deadline_ms));
    auto answer = answer_of_note(settings, shown.note, says_it_holds(shown.note));
    if (command.output.empty()) return answer;
    TRY(write_file(command.output, view_of(shown.note), {for_everybody}));
    answer.talk = "Written to " + command.output +
                  ". Who has an export of the journal checks it: sealwright root verify\n";
    return answer;
}

// What the service says and what its journal says have to be one text.
Outcome<Answer> run(const RootVerify& command, const Settings& settings) {
    TRY(note, read_file(command.file, operate::statement_max));
    TRY(range, journal::RootStatement::range_of(note));
    journal::RootStatement made(std::move(range));
    TRY(key, read_journal(command, made));
    TRY(journal::check_statement(note, key, made));
    auto answer = answer_of_note(settings, note, made.holds());
    answer.talk = "The journal says the same.\n";
    if (command.key.empty()) answer.talk += unanchored;
    return answer;
}

}  // namespace sealwright::cli
