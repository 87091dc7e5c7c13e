// The command line of `custodian`, `ceremony` and `recover`. Process: cli.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class CustodyArguments {
public:
    explicit CustodyArguments(CommandLine& line);

private:
    void add_custodian();
    void add_contribute(CLI::App* custodian);
    void add_hosts(CLI::App* custodian);
    void add_ceremony();
    void add_transcript(CLI::App* ceremony);
    void add_recover();

    CommandLine& line_;
    CustodianInit init_;
    CustodianPassphrase passphrase_;
    CustodianShow show_;
    CustodianShow history_{"", true};
    CustodianJoin join_;
    CustodianRefuse refuse_;
    CustodianProve prove_;
    CustodianReceipt receipt_;
    CustodianList custodians_;
    CustodianContribute contribute_;
    CustodianHostAdd host_add_;
    CustodianHosts hosts_;
    CustodianHostRemove host_remove_;
    CeremonyBegin begin_;
    CeremonyList list_;
    CeremonyShow ceremony_show_;
    CeremonyAbort abort_;
    CeremonyWatch watch_;
    CeremonyScript script_;
    CeremonyTranscript transcript_;
    TranscriptVerify verify_;
    RecoverBegin recover_begin_;
    RecoverShow recover_show_;
    RecoverHost recover_host_;
    RecoverAttest recover_attest_;
};

}  // namespace sealwright::cli
