// The one file that an agent keeps: the last N that the keeper told it for its vault.
//
// With it a vault starts and waits sealed while the service is away. No secret; another vault's
// file or a torn one is refused. Pure. Process: agent. Size: 81 bytes. Spec:
// docs/protocol/encoding.md.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/core/result.hpp"

namespace sealwright::agent {

inline constexpr std::size_t key_version_size_max = 256;

Bytes encode_key_version(const VaultId& vault, std::uint32_t version);
Result<std::uint32_t> decode_key_version(const VaultId& vault, View file);

}  // namespace sealwright::agent
