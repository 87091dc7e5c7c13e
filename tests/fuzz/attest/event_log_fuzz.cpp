// An event log: read, replayed and judged by the grammar of PCR 7, whatever it says.
#include "sealwright/attest/event_log.hpp"

using namespace sealwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View bytes(data, size);
    const auto log = attest::EventLog::read(bytes);
    if (!log) return 0;
    claims::PcrValues values{*claims::PcrSet::from_mask(1U << 7U), {log->replay(7)}};
    check(log->check(values).ok());
    // The values come from the log, so only the grammar can refuse.
    check(attest::judge_event_log(bytes, values).ok() == attest::secure_boot_of(*log).ok());
    return 0;
}
