// Command: what was asked for on the command line, as plain values.
//
// `arguments.cpp` makes one, the file of its noun carries it out. Nothing here can hold a secret: a
// PIN has no option, only a source it is read from. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "custody_commands.hpp"
#include "people_commands.hpp"
#include "root_commands.hpp"
#include "sealwright/operate/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sealwright::cli {

enum class Format { table, json };

struct Settings {
    std::string socket = "/run/sealwright/operator.sock";
    Format format = Format::table;
    std::string context;                       // Empty: the one that is in use, or none.
    std::optional<int> passphrase_descriptor;  // None: the terminal.
};

struct CheckConfig {
    std::string file;
    std::string write;   // Empty: only check.
    bool agent = false;  // An agent's file, not the service's.
};
struct Init {
    bool solo = false;
    std::string founders;  // Empty: solo.
    bool abandon = false;
    std::string config;
};
struct ShowStatus {
    std::string can_unseal;  // Empty: the service as a whole.
    bool now = false;        // With a canary round first.
    bool if_rebooted = false;
};

struct TokenStatus {};
struct TokenAct {
    std::string name;
    operate::TokenVerb verb{};
};
struct TokenReplace {
    std::vector<std::string> names;
};
struct TokenLogin {
    std::string name;
    std::optional<int> descriptor;  // None: the terminal.
};

struct VaultAdd {
    std::string name;
    std::string mount = "transit";
    std::string key;          // Empty: the vault's name.
    std::string id;           // Empty: a new one.
    std::string vault_class;  // Empty: for trying.
};
struct VaultAllowInit {
    std::string name;
    std::string duration = "10m";
};
struct VaultAllowRestore {
    std::string name;
    std::string duration = "10m";
};
struct VaultRotateKey {
    std::string name;
};
struct VaultRetireVersion {
    std::string name;
    std::uint32_t version = 0;
    bool drop_snapshots = false;
};
struct VaultHold {
    std::string name;
    std::string reason;
};
struct VaultLift {
    std::string name;
    std::string reason;
};
struct VaultStatus {
    std::string name;  // Empty: all.
};
struct VaultSealConfig {
    std::string name;
    std::string client_certificate;
    std::string client_key;
    std::string address;
    std::string authority;
    std::string config;
};
struct VaultSealLint {
    std::string name;
    std::string file;     // `-`: stdin.
    std::string environ;  // Empty: this process's own.
    std::string address;
    std::string config;
};

struct NodeAdd {
    std::string vault;
    std::string node;
    std::string certificate;
};
struct NodeRevoke {
    std::string vault;
    std::string node;
};
struct NodeList {};
struct NodeEnrol {
    std::string vault;
    std::string node;
    std::string evidence = "tpm2";
    std::string pcrs = "0,2,4,7";
    std::string log_pcrs;  // Some of `pcrs`; empty: the event log has to explain none.
    bool secure_boot = false;
    std::string endorsement = "chain";  // chain, provider, or the key's SHA-256 in hex.
    std::optional<std::uint32_t> uid;   // unix-peer
    bool learn = false;
    std::string ttl = "10m";
    std::string agent_config;  // Empty: none is written.
    std::vector<std::string> addresses;
    std::string config;
};
struct NodeAgentConfig {
    std::string vault;
    std::string node;
    std::string out;
    std::vector<std::string> addresses;
    std::string config;
};
struct NodeApprove {
    std::string vault;
    std::string node;
    std::string baseline;
    std::string review;  // A date; empty: never.
};
struct NodeQuarantine {
    std::string vault;
    std::string node;
    std::string reason;
};
struct NodeShow {
    std::string vault;
    std::string node;
};
struct BaselineApprove {
    std::string vault;
    std::string node;
    std::string id;
    std::string review;               // A date; empty: never.
    std::vector<std::string> values;  // PCR=HEX; empty: what the node showed last.
    std::string firmware;             // A number; empty: any.
};
struct BaselineDrop {
    std::string vault;
    std::string node;
    std::string id;
};

struct CertificateRenew {
    std::string config;
    std::string authority_key;  // Empty: beside the authority.
};

struct JournalShow {
    std::uint32_t last = 20;
    std::uint64_t from = 0;  // 0: the last ones.
};
struct JournalExport {
    std::string file;
};
struct JournalArchive {
    std::string before;      // A date; empty: `keep` decides.
    std::uint64_t keep = 0;  // How many of the newest entries stay at least.
    std::string output;
};
struct JournalVerify {
    std::vector<std::string> files;
    std::string key;  // Empty: the key inside the file.
};

struct PolicyShow {};
struct PolicySet {
    std::string file;
    bool looser = false;
};
struct PolicyTest {
    std::string file;
    std::string cases;
};
struct PolicyLint {
    std::string file;
    std::vector<std::string> pcrs;  // "vault-1=0,2,4,7"
};
struct PolicyDiff {
    std::string older;
    std::string newer;
};
struct PolicyExplain {
    std::string file;
    std::vector<std::string> claims;  // "evidence=tpm2"
};

struct AnchorList {};
struct AnchorAccept {
    std::vector<std::string> files;
    std::string kind = "root";
};
struct AnchorDrop {
    std::string digest;
};

struct Explain {
    std::string id;
};
struct ErrorReference {};

using Command = std::variant<CheckConfig,
                             Init,
                             ShowStatus,
                             TokenStatus,
                             TokenAct,
                             TokenReplace,
                             TokenLogin,
                             VaultAdd,
                             VaultAllowInit,
                             VaultAllowRestore,
                             VaultRotateKey,
                             VaultRetireVersion,
                             VaultHold,
                             VaultLift,
                             VaultStatus,
                             VaultSealConfig,
                             VaultSealLint,
                             VaultClaim,
                             VaultLoginConfig,
                             RootRotate,
                             RootLook,
                             RootSchedule,
                             RootRequest,
                             RootShow,
                             RootStatement,
                             RootVerify,
                             NodeAdd,
                             NodeRevoke,
                             NodeList,
                             NodeEnrol,
                             NodeAgentConfig,
                             NodeApprove,
                             NodeQuarantine,
                             NodeShow,
                             BaselineApprove,
                             BaselineDrop,
                             CertificateRenew,
                             JournalShow,
                             JournalExport,
                             JournalArchive,
                             JournalVerify,
                             PolicyShow,
                             PolicySet,
                             PolicyTest,
                             PolicyLint,
                             PolicyDiff,
                             PolicyExplain,
                             AnchorList,
                             AnchorAccept,
                             AnchorDrop,
                             ContextAdd,
                             ContextList,
                             ContextShow,
                             ContextUse,
                             ContextRemove,
                             PersonKeyNew,
                             PersonKeyShow,
                             PersonKeyPassphrase,
                             PersonKeyRotate,
                             PersonList,
                             PersonAdd,
                             PersonKeyAdd,
                             PersonKeyRevoke,
                             PersonRemove,
                             PersonRoles,
                             RulesSet,
                             FreezeAll,
                             LiftFreeze,
                             RequestList,
                             RequestShow,
                             RequestDecide,
                             Found,
                             FoundingAbandon,
                             FoundingShow,
                             FoundingSign,
                             CustodianInit,
                             CustodianPassphrase,
                             CustodianShow,
                             CustodianJoin,
                             CustodianRefuse,
                             CustodianProve,
                             CustodianReceipt,
                             CustodianList,
                             CustodianContribute,
                             CustodianHostAdd,
                             CustodianHosts,
                             CustodianHostRemove,
                             CeremonyBegin,
                             CeremonyList,
                             CeremonyShow,
                             CeremonyAbort,
                             CeremonyWatch,
                             CeremonyScript,
                             CeremonyTranscript,
                             TranscriptVerify,
                             RecoverBegin,
                             RecoverShow,
                             RecoverHost,
                             RecoverAttest,
                             Explain,
                             ErrorReference>;

struct Invocation {
    Settings settings;
    Command command;
};

}  // namespace sealwright::cli
