// Backend: what the depot's core needs of a database.
//
// Between begin() and commit() reads see what was written since; commit() returns when it is
// durable. After any failure the process ends: a database is never asked again for what it failed
// to do. Process: depot. Spec: docs/protocol/depot.md section 4.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/store/messages.hpp"

namespace sealwright::depot {

class Backend {
public:
    virtual ~Backend() = default;

    virtual Result<void> begin() = 0;
    virtual Result<void> commit() = 0;
    virtual void roll_back() = 0;

    virtual Result<std::uint64_t> revision() = 0;
    virtual Result<store::Head> head(const InstanceId& instance) = 0;
    // Writes rows, entries and the revision after them, without any question.
    virtual Result<void> write(const store::Commit& commit) = 0;

    virtual Result<store::Loaded> load(const store::LoadAsk& ask) = 0;
    virtual Result<store::Entries> read(const store::ReadAsk& ask) = 0;

    // Between rounds: what may take a while and nobody waits for.
    virtual Result<void> tend() = 0;
};

}  // namespace sealwright::depot
