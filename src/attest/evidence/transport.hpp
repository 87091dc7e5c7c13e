// TpmTransport: carries whole commands between libtss2 and a TPM, each with a deadline.
//
// libtss2's own transports wait without end in the version we build against, and are loaded at run
// time; this one is a table of functions in its interface (TSS2_TCTI). After its first failure it
// stays failed, because an answer that comes too late would be taken for the next one's.
// Process: agent. Limits: an answer of 4096 bytes. Spec: TCG TSS 2.0 TCTI.
#pragma once

#include "address.hpp"
#include "sealwright/core/bytes.hpp"
#include "sealwright/core/now.hpp"

#include <tss2/tss2_tcti.h>

#include <memory>
#include <optional>

namespace sealwright::attest {

class TpmTransport {
public:
    struct Limits {
        std::uint32_t command_ms;
        std::uint32_t all_ms;
    };

    static Result<std::unique_ptr<TpmTransport>> open(const TpmAddress& address, Limits limits);

    // `clock` outlives it.
    TpmTransport(Descriptor peer, Limits limits, const Clock& clock);
    ~TpmTransport() = default;
    TpmTransport(const TpmTransport&) = delete;
    TpmTransport& operator=(const TpmTransport&) = delete;

    // For libtss2; lives as long as this.
    TSS2_TCTI_CONTEXT* context();

    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

    // libtss2 keeps the last answer in a buffer that it does not wipe.
    void wipe_last_answer();

    // What is left to do is flushing: it gets the time of one more command, late as it may be.
    void begin_closing();

private:
    struct Table {
        TSS2_TCTI_CONTEXT_COMMON_V2 functions;
        TpmTransport* owner;
    };

    static TpmTransport& of(TSS2_TCTI_CONTEXT* context);
    static TSS2_RC transmit(TSS2_TCTI_CONTEXT* context, std::size_t size, const uint8_t* command);
    static TSS2_RC receive(TSS2_TCTI_CONTEXT* context,
                           std::size_t* size,
                           uint8_t* answer,
                           std::int32_t timeout);
    Result<void> write(View command);
    Result<void> read();
    Result<void> wait_for(short events);
    Error late();
    Error fail(const ErrorSpec& why);

    Descriptor peer_;
    const Clock& clock_;
    Limits limits_;
    std::uint64_t all_until_ms_;
    std::uint64_t command_until_ms_ = 0;
    WipedBytes answer_;              // Whole, not given to libtss2 yet.
    std::span<std::uint8_t> given_;  // Where libtss2 has the last one.
    std::optional<Error> failure_;
    Table table_{};
};

}  // namespace sealwright::attest
