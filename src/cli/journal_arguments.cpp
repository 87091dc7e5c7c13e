#include "journal_arguments.hpp"

namespace sealwright::cli {

JournalArguments::JournalArguments(CommandLine& line) : line_(line) {
    add_journal();
}

void JournalArguments::add_journal() {
    constexpr std::uint32_t last_max = 65'536;
    auto* journal = line_.noun("journal", "What was done and refused, chained and signed");
    auto* show =
        line_.verb(journal, "show", "The newest entries, or those from an entry on", show_);
    show->add_option("--last", show_.last, "How many")
        ->type_name("N")
        ->check(CLI::Range(std::uint32_t{1}, last_max).description(""))
        ->capture_default_str();
    show->add_option("--from", show_.from, "The first entry")->type_name("N");

    line_.verb(journal, "export", "Write the whole chain to a file", export_)
        ->add_option("FILE", export_.file)
        ->required();

    add_journal_archive(journal);

    auto* verify = line_.verb(
        journal, "verify", "Check an export, and its archives; needs no service", verify_);
    verify->add_option("FILE", verify_.files)->required();
    verify->add_option("--key", verify_.key, "The verifier key that init printed")
        ->type_name("VKEY");
}

void JournalArguments::add_journal_archive(CLI::App* journal) {
    auto* archive = line_.verb(journal, "archive", "Move old entries into a file", archive_);
    auto* which = archive->add_option_group("which", "Which entries go");
    which->add_option("--before", archive_.before, "Those before this day, or this time (UTC)")
        ->type_name("DATE");
    which->add_option("--keep", archive_.keep, "All but this many of the newest")
        ->type_name("N")
        ->check(CLI::PositiveNumber.description(""));
    which->require_option(1);
    archive->add_option("--output", archive_.output, "The file, which must not be there yet")
        ->type_name("FILE")
        ->required();
}

}  // namespace sealwright::cli
