// What custodians do with their shares, and what is asked about ceremonies and recoveries.
//
// Part of command.hpp. A passphrase has no option. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sealwright::cli {

struct CustodianInit {
    std::string file;
};
struct CustodianPassphrase {
    std::string file;
};
struct CustodianShow {
    std::string file;
    bool history = false;  // What was done, instead of what is held.
};
struct CustodianJoin {
    std::string ceremony;
    std::string file;
    std::string words;  // Empty: compared at the terminal.
    bool yes = false;   // Joins without a word at the terminal; never stands for the eight words.
    bool once = false;  // One message at most, and no waiting.
};
struct CustodianRefuse {
    std::string ceremony;
    std::string reason;
};
struct CustodianProve {
    std::string file;
};
struct CustodianReceipt {
    std::string file;
    std::uint32_t entry = 0;  // Of the history, from 1.
    std::string out;
};
struct CustodianList {};
struct CustodianContribute {
    std::string file;
    std::string address;  // Of the recovery host.
    std::string authority;
    std::string installation;  // Empty: the only one in the file.
    std::string words;         // Empty: compared at the terminal.
    bool in_the_room = false;
    std::string older_store;  // Why an older copy of the store has to do; empty: it does not.
};
struct CustodianHostAdd {
    std::string file;
    std::string card;
    std::string authority;  // PEM; empty: nobody vouches for the TPM.
    std::string words;      // Empty: compared at the terminal.
};
struct CustodianHosts {
    std::string file;
};
struct CustodianHostRemove {
    std::string file;
    std::string name;
};

struct CeremonyBegin {
    std::string kind;
    std::string custodians;  // A file; empty: of a drill.
    std::string reason;
};
struct CeremonyList {};
struct CeremonyShow {
    std::string id;
};
struct CeremonyAbort {
    std::string id;
    std::string reason;
};

struct CeremonyWatch {
    std::string id;
};
struct CeremonyScript {
    std::string id;
    std::string out;  // An HTML file.
};
struct CeremonyTranscript {
    std::string id;
    std::string out;   // A file; empty: shown only.
    std::string html;  // The same as pages to print.
};
struct TranscriptVerify {
    std::string file;
    std::string key;      // Empty: the file's own.
    std::string journal;  // An export that has to name it.
    std::string receipt;  // Whose act it has to have.
    std::string html;
    std::vector<std::string> rosters;  // Digests of those that it may go by; none: any.
};

struct RecoverBegin {
    std::string reason;
};
struct RecoverShow {};
struct RecoverHost {
    std::string card;
};
struct RecoverAttest {
    std::string quote;  // A file.
};

}  // namespace sealwright::cli
