// JournalArguments: what stands behind `journal`. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class JournalArguments {
public:
    explicit JournalArguments(CommandLine& line);

private:
    void add_journal();
    void add_journal_archive(CLI::App* journal);

    CommandLine& line_;
    JournalShow show_;
    JournalExport export_;
    JournalArchive archive_;
    JournalVerify verify_;
};

}  // namespace sealwright::cli
