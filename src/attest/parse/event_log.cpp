#include "sealwright/attest/event_log.hpp"

#include "sealwright/attest/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sealwright::attest {
namespace {

constexpr std::uint32_t event_no_action = 0x00000003;
constexpr std::uint32_t pcr_max = 23;
constexpr std::uint32_t no_pcr = 0xffffffff;  // Of some events that extend nothing.
constexpr std::size_t algorithms_max = 8;
constexpr std::uint16_t algorithm_sha256 = 0x000b;
constexpr std::string_view signature{"Spec ID Event03\0", 16};
constexpr std::string_view locality_signature{"StartupLocality\0", 16};

std::size_t digest_size(std::uint16_t algorithm) {
    constexpr std::array<std::pair<std::uint16_t, std::size_t>, 8> sizes{{{0x0004, 20},
                                                                          {0x000b, 32},
                                                                          {0x000c, 48},
                                                                          {0x000d, 64},
                                                                          {0x0012, 32},
                                                                          {0x0027, 32},
                                                                          {0x0028, 48},
                                                                          {0x0029, 64}}};
    for (const auto& [known, size] : sizes) {
        if (known == algorithm) return size;
    }
    return 0;
}

// Firmware writes its logs little-endian. The first failure is sticky, as wire::Reader's.
class LogReader {
public:
    explicit LogReader(View bytes) : rest_(bytes) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }
    View raw(std::size_t size) {
        if (failed_ || size > rest_.size()) {
            failed_ = true;
            return {};
        }
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    void fail() { failed_ = true; }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::size_t remaining() const { return rest_.size(); }

private:
    std::uint32_t number(std::size_t size) {
        std::uint32_t value = 0;
        unsigned shift = 0;
        for (const auto byte : raw(size)) {
            value |= std::uint32_t{byte} << shift;
            shift += 8;
        }
        return value;
    }

    View rest_;
    bool failed_ = false;
};

using Algorithms = std::vector<std::uint16_t>;

// TCG_EfiSpecIDEvent, which says which digests each event carries.
Algorithms read_header(LogReader& log) {
    const bool opens = log.u32() == 0 && log.u32() == event_no_action;
    log.raw(20);
    LogReader header(log.raw(log.u32()));
    if (!opens || !std::ranges::equal(header.raw(signature.size()), view_of(signature))) {
        log.fail();
    }
    header.raw(8);  // Platform class, version of the specification, size of an UINTN.
    const auto count = header.u32();
    if (count == 0 || count > algorithms_max) log.fail();
    Algorithms algorithms;
    for (std::uint32_t index = 0; index < count && !log.failed() && !header.failed(); ++index) {
        const auto algorithm = header.u16();
        const auto size = header.u16();
        const bool known = digest_size(algorithm) != 0 && digest_size(algorithm) == size;
        const bool again = std::ranges::find(algorithms, algorithm) != algorithms.end();
        if (!known || again) log.fail();
        algorithms.push_back(algorithm);
    }
    header.raw(header.u8());  // The maker's own words.
    if (header.failed() || !header.at_end()) log.fail();
    if (std::ranges::find(algorithms, algorithm_sha256) == algorithms.end()) log.fail();
    return algorithms;
}

Event read_event(LogReader& log, const Algorithms& algorithms) {
    Event event;
    event.pcr = log.u32();
    event.type = log.u32();
    const bool extends = event.type != event_no_action;
    if (event.pcr > pcr_max && (extends || event.pcr != no_pcr)) log.fail();
    if (log.u32() != algorithms.size()) log.fail();
    // Each of the header's, in whatever order and once.
    auto missing = algorithms;
    for (std::size_t index = 0; index < algorithms.size() && !log.failed(); ++index) {
        const auto algorithm = log.u16();
        if (std::erase(missing, algorithm) != 1) log.fail();
        const auto digest = log.raw(digest_size(algorithm));
        if (algorithm == algorithm_sha256 && !log.failed()) {
            std::ranges::copy(digest, event.digest.begin());
        }
    }
    event.data = log.raw(log.u32());
    return event;
}

Error form(const LogReader& log, std::size_t events) {
    return {errors::event_log_form,
            {fact("events", std::uint64_t{events}),
             fact("bytes_left", std::uint64_t{log.remaining()})}};
}

}  // namespace

Result<EventLog> EventLog::read(View bytes) {
    LogReader log(bytes);
    EventLog read;
    const auto algorithms = read_header(log);
    while (!log.failed() && !log.at_end()) {
        if (read.events_.size() == events_max) return form(log, read.events_.size());
        const auto event = read_event(log, algorithms);
        if (log.failed()) break;
        if (event.type != event_no_action) {
            read.events_.push_back(event);
            continue;
        }
        const auto& data = event.data;
        const auto size = locality_signature.size();
        if (event.pcr == 0 && data.size() == size + 1 &&
            std::ranges::equal(data.first(size), view_of(locality_signature))) {
            read.locality_ = data.back();
        }
    }
    if (log.failed()) return form(log, read.events_.size());
    return read;
}

Digest EventLog::replay(std::uint32_t pcr) const {
    Digest value{};
    if (pcr == 0) value.back() = locality_;
    for (const auto& event : events_) {
        if (event.pcr != pcr) continue;
        std::array<std::uint8_t, 64> both{};
        std::ranges::copy(value, both.begin());
        std::ranges::copy(event.digest, both.begin() + value.size());
        value = crypto::sha256(both);
    }
    return value;
}

claims::PcrValues EventLog::replay(const claims::PcrSet& pcrs) const {
    claims::PcrValues values{pcrs, {}};
    for (const auto pcr : pcrs.list()) values.values.push_back(replay(pcr));
    return values;
}

}  // namespace sealwright::attest
