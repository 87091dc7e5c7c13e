// Carrying out commands: one `run` for each, in the file of its noun. Process: cli.
#pragma once

#include "answer.hpp"
#include "command.hpp"
#include "outcome.hpp"

namespace sealwright::cli {

Outcome<Answer> run(const CheckConfig& command, const Settings& settings);
Outcome<Answer> run(const Init& command, const Settings& settings);
Outcome<Answer> run(const ShowStatus& command, const Settings& settings);

Outcome<Answer> run(const TokenStatus& command, const Settings& settings);
Outcome<Answer> run(const TokenAct& command, const Settings& settings);
Outcome<Answer> run(const TokenReplace& command, const Settings& settings);
Outcome<Answer> run(const TokenLogin& command, const Settings& settings);

Outcome<Answer> run(const VaultAdd& command, const Settings& settings);
Outcome<Answer> run(const VaultAllowInit& command, const Settings& settings);
Outcome<Answer> run(const VaultAllowRestore& command, const Settings& settings);
Outcome<Answer> run(const VaultRotateKey& command, const Settings& settings);
Outcome<Answer> run(const VaultRetireVersion& command, const Settings& settings);
Outcome<Answer> run(const VaultHold& command, const Settings& settings);
Outcome<Answer> run(const VaultLift& command, const Settings& settings);
Outcome<Answer> run(const VaultStatus& command, const Settings& settings);
Outcome<Answer> run(const VaultSealConfig& command, const Settings& settings);
Outcome<Answer> run(const VaultSealLint& command, const Settings& settings);

Outcome<Answer> run(const VaultClaim& command, const Settings& settings);
Outcome<Answer> run(const VaultLoginConfig& command, const Settings& settings);
Outcome<Answer> run(const RootRotate& command, const Settings& settings);
Outcome<Answer> run(const RootLook& command, const Settings& settings);
Outcome<Answer> run(const RootSchedule& command, const Settings& settings);
Outcome<Answer> run(const RootRequest& command, const Settings& settings);
Outcome<Answer> run(const RootShow& command, const Settings& settings);
Outcome<Answer> run(const RootStatement& command, const Settings& settings);
Outcome<Answer> run(const RootVerify& command, const Settings& settings);

Outcome<Answer> run(const NodeAdd& command, const Settings& settings);
Outcome<Answer> run(const NodeRevoke& command, const Settings& settings);
Outcome<Answer> run(const NodeList& command, const Settings& settings);
Outcome<Answer> run(const NodeEnrol& command, const Settings& settings);
Outcome<Answer> run(const NodeAgentConfig& command, const Settings& settings);
Outcome<Answer> run(const NodeApprove& command, const Settings& settings);
Outcome<Answer> run(const NodeQuarantine& command, const Settings& settings);
Outcome<Answer> run(const NodeShow& command, const Settings& settings);
Outcome<Answer> run(const BaselineApprove& command, const Settings& settings);
Outcome<Answer> run(const BaselineDrop& command, const Settings& settings);

Outcome<Answer> run(const CertificateRenew& command, const Settings& settings);

Outcome<Answer> run(const JournalShow& command, const Settings& settings);
Outcome<Answer> run(const JournalExport& command, const Settings& settings);
Outcome<Answer> run(const JournalArchive& command, const Settings& settings);
Outcome<Answer> run(const JournalVerify& command, const Settings& settings);

Outcome<Answer> run(const PolicyShow& command, const Settings& settings);
Outcome<Answer> run(const PolicySet& command, const Settings& settings);
Outcome<Answer> run(const PolicyTest& command, const Settings& settings);
Outcome<Answer> run(const PolicyLint& command, const Settings& settings);
Outcome<Answer> run(const PolicyDiff& command, const Settings& settings);
Outcome<Answer> run(const PolicyExplain& command, const Settings& settings);

Outcome<Answer> run(const AnchorList& command, const Settings& settings);
Outcome<Answer> run(const AnchorAccept& command, const Settings& settings);
Outcome<Answer> run(const AnchorDrop& command, const Settings& settings);

Outcome<Answer> run(const ContextAdd& command, const Settings& settings);
Outcome<Answer> run(const ContextList& command, const Settings& settings);
Outcome<Answer> run(const ContextShow& command, const Settings& settings);
Outcome<Answer> run(const ContextUse& command, const Settings& settings);
Outcome<Answer> run(const ContextRemove& command, const Settings& settings);
Outcome<Answer> run(const PersonKeyNew& command, const Settings& settings);
Outcome<Answer> run(const PersonKeyShow& command, const Settings& settings);
Outcome<Answer> run(const PersonKeyPassphrase& command, const Settings& settings);
Outcome<Answer> run(const PersonKeyRotate& command, const Settings& settings);
Outcome<Answer> run(const PersonList& command, const Settings& settings);
Outcome<Answer> run(const PersonAdd& command, const Settings& settings);
Outcome<Answer> run(const PersonKeyAdd& command, const Settings& settings);
Outcome<Answer> run(const PersonKeyRevoke& command, const Settings& settings);
Outcome<Answer> run(const PersonRemove& command, const Settings& settings);
Outcome<Answer> run(const PersonRoles& command, const Settings& settings);
Outcome<Answer> run(const RulesSet& command, const Settings& settings);
Outcome<Answer> run(const FreezeAll& command, const Settings& settings);
Outcome<Answer> run(const LiftFreeze& command, const Settings& settings);
Outcome<Answer> run(const RequestList& command, const Settings& settings);
Outcome<Answer> run(const RequestShow& command, const Settings& settings);
Outcome<Answer> run(const RequestDecide& command, const Settings& settings);
Outcome<Answer> run(const Found& command, const Settings& settings);
Outcome<Answer> run(const FoundingAbandon& command, const Settings& settings);
Outcome<Answer> run(const FoundingShow& command, const Settings& settings);
Outcome<Answer> run(const FoundingSign& command, const Settings& settings);

Outcome<Answer> run(const CustodianInit& command, const Settings& settings);
Outcome<Answer> run(const CustodianPassphrase& command, const Settings& settings);
Outcome<Answer> run(const CustodianShow& command, const Settings& settings);
Outcome<Answer> run(const CustodianJoin& command, const Settings& settings);
Outcome<Answer> run(const CustodianRefuse& command, const Settings& settings);
Outcome<Answer> run(const CustodianProve& command, const Settings& settings);
Outcome<Answer> run(const CustodianReceipt& command, const Settings& settings);
Outcome<Answer> run(const CustodianList& command, const Settings& settings);
Outcome<Answer> run(const CustodianContribute& command, const Settings& settings);
Outcome<Answer> run(const CustodianHostAdd& command, const Settings& settings);
Outcome<Answer> run(const CustodianHosts& command, const Settings& settings);
Outcome<Answer> run(const CustodianHostRemove& command, const Settings& settings);
Outcome<Answer> run(const CeremonyBegin& command, const Settings& settings);
Outcome<Answer> run(const CeremonyList& command, const Settings& settings);
Outcome<Answer> run(const CeremonyShow& command, const Settings& settings);
Outcome<Answer> run(const CeremonyAbort& command, const Settings& settings);
Outcome<Answer> run(const CeremonyWatch& command, const Settings& settings);
Outcome<Answer> run(const CeremonyScript& command, const Settings& settings);
Outcome<Answer> run(const CeremonyTranscript& command, const Settings& settings);
Outcome<Answer> run(const TranscriptVerify& command, const Settings& settings);
Outcome<Answer> run(const RecoverBegin& command, const Settings& settings);
Outcome<Answer> run(const RecoverShow& command, const Settings& settings);
Outcome<Answer> run(const RecoverHost& command, const Settings& settings);
Outcome<Answer> run(const RecoverAttest& command, const Settings& settings);

Outcome<Answer> run(const Explain& command, const Settings& settings);
Outcome<Answer> run(const ErrorReference& command, const Settings& settings);

}  // namespace sealwright::cli
