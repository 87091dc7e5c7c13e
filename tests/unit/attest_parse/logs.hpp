// LogWriter: event logs as a firmware writes them, and as somebody would like it to have.
#pragma once

#include "sealwright/attest/event_log.hpp"
#include "sealwright/crypto/hash.hpp"

#include <string_view>

namespace sealwright::test {

namespace event {
inline constexpr std::uint32_t no_action = 3;
inline constexpr std::uint32_t separator = 4;
inline constexpr std::uint32_t ipl = 13;
inline constexpr std::uint32_t driver_config = 0x80000001;
inline constexpr std::uint32_t boot_services = 0x80000003;
inline constexpr std::uint32_t authority = 0x800000e0;
inline constexpr std::uint32_t unused = 1;
}  // namespace event

class LogWriter {
public:
    // SHA-1 and SHA-256 digests, as most firmware has them.
    LogWriter() {
        number(0, 4);
        number(event::no_action, 4);
        bytes_.insert(bytes_.end(), 20, 0);
        Bytes header;
        constexpr std::string_view signature("Spec ID Event03\0", 16);
        header.insert(header.end(), signature.begin(), signature.end());
        header.insert(header.end(), {0, 0, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0});
        header.insert(header.end(), {0x04, 0x00, 20, 0, 0x0b, 0x00, 32, 0, 0});
        sized(header);
    }

    LogWriter& add(std::uint32_t pcr, std::uint32_t type, View data) {
        return add(pcr, type, data, crypto::sha256(data));
    }
    LogWriter& add(std::uint32_t pcr, std::uint32_t type, View data, const Digest& digest) {
        number(pcr, 4);
        number(type, 4);
        number(2, 4);
        number(0x0004, 2);
        bytes_.insert(bytes_.end(), 20, 0x11);
        number(0x000b, 2);
        bytes_.insert(bytes_.end(), digest.begin(), digest.end());
        sized(data);
        return *this;
    }
    // UEFI_VARIABLE_DATA of a global variable.
    static Bytes variable(std::string_view name, View value) {
        Bytes data{0x61,
                   0xdf,
                   0xe4,
                   0x8b,
                   0xca,
                   0x93,
                   0xd2,
                   0x11,
                   0xaa,
                   0x0d,
                   0x00,
                   0xe0,
                   0x98,
                   0x03,
                   0x2b,
                   0x8c};
        for (const auto count : {name.size(), value.size()}) {
            for (unsigned shift = 0; shift < 64; shift += 8) {
                data.push_back(static_cast<std::uint8_t>(count >> shift));
            }
        }
        for (const auto letter : name) {
            data.push_back(static_cast<std::uint8_t>(letter));
            data.push_back(0);
        }
        data.insert(data.end(), value.begin(), value.end());
        return data;
    }

    [[nodiscard]] const Bytes& bytes() const { return bytes_; }
    // What the registers hold when this log is true.
    [[nodiscard]] claims::PcrValues values(std::uint32_t mask) const {
        const auto log = attest::EventLog::read(bytes_);
        check(log.ok());
        claims::PcrValues values{*claims::PcrSet::from_mask(mask), {}};
        for (const auto pcr : values.set.list()) values.values.push_back(log->replay(pcr));
        return values;
    }

private:
    void number(std::uint32_t value, int size) {
        for (int count = 0; count < size; ++count) {
            bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * count)));
        }
    }
    void sized(View data) {
        number(static_cast<std::uint32_t>(data.size()), 4);
        bytes_.insert(bytes_.end(), data.begin(), data.end());
    }

    Bytes bytes_;
};

inline constexpr std::array<std::uint8_t, 1> on{1};
inline constexpr std::array<std::uint8_t, 1> off{0};
inline constexpr std::array<std::uint8_t, 4> zeros{};

// A machine's log with a PCR 7 that follows the grammar.
inline LogWriter booted(View secure_boot) {
    LogWriter log;
    log.add(7, event::driver_config, LogWriter::variable("SecureBoot", secure_boot));
    for (const auto* name : {"PK", "KEK", "db", "dbx"}) {
        log.add(7, event::driver_config, LogWriter::variable(name, view_of("keys")));
    }
    log.add(4, event::boot_services, view_of("image"), crypto::sha256(view_of("its hash")));
    for (const std::uint32_t pcr : {0U, 4U, 7U}) log.add(pcr, event::separator, zeros);
    log.add(7, event::authority, LogWriter::variable("db", view_of("who signed")));
    return log;
}

}  // namespace sealwright::test
