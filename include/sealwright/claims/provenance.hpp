// Provenance: where a record or a journal entry belongs; the same four fields in both.
//
// `environment` and `owner` are the operator's words (trying, staging, …; who answers for it),
// `instance` the service instance that wrote it, `token_group` the PKCS#11 tokens that can open it.
// Process: keeper, cli. Spec: docs/protocol/encoding.md section 3.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::claims {

struct Provenance {
    std::string environment;
    std::string owner;
    InstanceId instance;
    std::string token_group;

    void write(wire::Writer& writer) const;
    static Provenance read(wire::Reader& reader);
    bool operator==(const Provenance&) const = default;
};

}  // namespace sealwright::claims
