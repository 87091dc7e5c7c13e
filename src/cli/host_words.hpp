// A recovery host's card: read, judged as far as it can be, and shown. Process: cli. Spec:
// docs/protocol/ceremony.md section 11.
#pragma once

#include "json.hpp"
#include "sealwright/attest/host_card.hpp"
#include "sealwright/attest/trust.hpp"
#include "sealwright/custody/host.hpp"

#include <string>

namespace sealwright::cli {

Result<attest::HostCard> read_card(const std::string& path);

// What a custodian would pin of it. With `has_roots` a root in `trust` has to vouch for the TPM.
Result<custody::PinnedHost> host_on(const attest::HostCard& card,
                                    const attest::Trust& trust,
                                    bool has_roots);

// With the eight words, and what they are believed for.
std::string text_of(const attest::HostCard& card, const custody::PinnedHost& host);
Json json_of(const attest::HostCard& card, const custody::PinnedHost& host);

}  // namespace sealwright::cli
