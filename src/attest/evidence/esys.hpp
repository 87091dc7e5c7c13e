// Esys: libtss2's commands over our transport, and what was loaded by them.
//
// `ran` turns a return code into an error of ours, so each caller is one line a command. A `Loaded`
// is flushed when it ends, a key that rests in the TPM is only forgotten. Loaded ends before its
// Esys. Process: agent. Spec: TCG TSS 2.0 ESAPI.
#pragma once

#include "transport.hpp"

#include <tss2/tss2_esys.h>

#include <memory>
#include <utility>

namespace sealwright::attest {

// What libtss2 allocates for an answer: `take` is the place it writes the pointer to.
template <class T>
class Answer {
public:
    T** take() { return &raw_; }
    Answer() = default;
    ~Answer() { Esys_Free(raw_); }
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    T* operator->() const { return raw_; }
    T& operator*() const { return *raw_; }

private:
    T* raw_ = nullptr;
};

class Esys {
public:
    static Result<std::unique_ptr<Esys>> open(const TpmAddress& address,
                                              TpmTransport::Limits limits);
    ~Esys();
    Esys(const Esys&) = delete;
    Esys& operator=(const Esys&) = delete;

    ESYS_CONTEXT* context() { return context_; }
    TpmTransport& transport() { return *transport_; }
    // `command` is a literal: its name in the TPM's specification.
    Result<void> ran(const char* command, TSS2_RC code) const;

private:
    explicit Esys(std::unique_ptr<TpmTransport> transport) : transport_(std::move(transport)) {}

    std::unique_ptr<TpmTransport> transport_;
    ESYS_CONTEXT* context_ = nullptr;
};

class Loaded {
public:
    enum class Rests { in_memory, in_the_tpm };

    Loaded() = default;
    Loaded(Esys& esys, ESYS_TR handle, Rests rests)
        : esys_(&esys), handle_(handle), rests_(rests) {}
    ~Loaded() { end(); }
    Loaded(Loaded&& other) noexcept
        : esys_(std::exchange(other.esys_, nullptr)),
          handle_(other.handle_),
          rests_(other.rests_) {}
    Loaded& operator=(Loaded&& other) noexcept;
    Loaded(const Loaded&) = delete;
    Loaded& operator=(const Loaded&) = delete;

    [[nodiscard]] ESYS_TR handle() const { return handle_; }
    void flush_at_end() { rests_ = Rests::in_memory; }

private:
    void end();

    Esys* esys_ = nullptr;
    ESYS_TR handle_ = ESYS_TR_NONE;
    Rests rests_ = Rests::in_memory;
};

// Whether a return code is this one of the TPM's, whichever handle, session or parameter it names.
bool is_code(TSS2_RC code, TSS2_RC wanted);

}  // namespace sealwright::attest
