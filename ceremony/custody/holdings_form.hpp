// Holdings as bytes: what is no secret in clear, each secret sealed by itself under the file's key,
// bound to the file's head and to what it is. Process: cli. Spec: docs/protocol/ceremony.md
// section 8.
#pragma once

#include "sealwright/crypto/derive.hpp"
#include "sealwright/custody/holdings.hpp"

namespace sealwright::custody {

WipedBytes write_holdings(const Holdings& holdings,
                          const crypto::PassphraseKey& key,
                          View head,
                          Random& random);
Result<Holdings> read_holdings(View bytes, const crypto::PassphraseKey& key, View head);

}  // namespace sealwright::custody
