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

Outcome<Answer> run(const NodeAdd& command, const Settings& settings);
Outcome<Answer> run(const NodeRevoke& command, const Settings& settings);
Outcome<Answer> run(const NodeList& command, const Settings& settings);
Outcome<Answer> run(const NodeEnrol& command, const Settings& settings);
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

Outcome<Answer> run(const Explain& command, const Settings& settings);
Outcome<Answer> run(const ErrorReference& command, const Settings& settings);

}  // namespace sealwright::cli
