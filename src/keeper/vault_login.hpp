// Vault login: what an agent logs in to its vault with, for one task.
//
// A JSON Web Token (RFC 7519) signed with Ed25519 (RFC 8037) by a key that is derived for this
// vault and this purpose alone; the vault knows its public half. It names the task as its subject,
// the kind of task as `act`, the vault as its audience, and is good for 60 s. Process: keeper.
// Size: below 1 KiB. Spec: docs/protocol/root.md section 4.
#pragma once

#include "core.hpp"
#include "sealwright/session/task_messages.hpp"

namespace sealwright::keeper {

inline constexpr std::uint64_t login_lives_s = 60;

std::string login_issuer(const Installation& installation);
crypto::PublicKey login_key(const Core& core, const VaultId& vault);
WipedBytes make_login(Core& core, const VaultId& vault, const TaskId& task, session::TaskKind kind);

}  // namespace sealwright::keeper
