// An event log: read, replayed and judged by the grammar of PCR 7, whatever it says.
#include "sealwright/attest/event_log.hpp"

using namespace sealwright;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View bytes(data, size);
    const auto pcrs = *claims::PcrSet::from_mask(1U << 7U | 1U);
    const auto report = attest::report_on(bytes, pcrs);
    const auto log = attest::EventLog::read(bytes);
    check(report.replayed == (log ? log->replay(pcrs) : claims::PcrValues()));
    // Only the grammar can disbelieve a log that can be read.
    const bool is_believed = log && attest::secure_boot_of(*log).ok();
    check((report.code == 0) == is_believed);
    check((report.secure_boot == claims::SecureBoot::unknown) != is_believed);
    check(wire::decode<attest::LogReport>(wire::encode(report)).ok());
    return 0;
}
