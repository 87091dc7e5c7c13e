#include "sealwright/attest/errors.hpp"
#include "sealwright/attest/event_log.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace sealwright::attest {
namespace {

constexpr unsigned secure_boot_pcr = 7;
constexpr std::uint32_t event_separator = 0x00000004;
constexpr std::uint32_t event_driver_config = 0x80000001;
constexpr std::uint32_t event_authority = 0x800000e0;

// EFI_GLOBAL_VARIABLE, as it lies in memory.
constexpr std::array<std::uint8_t, 16> global_variable{
    0x61, 0xdf, 0xe4, 0x8b, 0xca, 0x93, 0xd2, 0x11, 0xaa, 0x0d, 0x00, 0xe0, 0x98, 0x03, 0x2b, 0x8c};

struct Variable {
    bool is_global = false;
    std::string name;
    View value;
};

std::uint64_t little_endian(View bytes) {
    std::uint64_t value = 0;
    for (std::size_t index = bytes.size(); index > 0; --index) {
        value = value << 8U | bytes[index - 1];
    }
    return value;
}

// UEFI_VARIABLE_DATA. A letter of its name that is not ASCII becomes '?', which no name of ours
// has.
std::optional<Variable> variable_of(View data) {
    constexpr std::size_t head = 32;  // GUID, u64 letters of the name, u64 bytes of the value.
    if (data.size() < head) return std::nullopt;
    const auto letters = little_endian(data.subspan(16, 8));
    const auto size = little_endian(data.subspan(24, 8));
    const auto rest = data.subspan(head);
    if (letters > rest.size() / 2 || size != rest.size() - 2 * letters) return std::nullopt;
    Variable variable;
    variable.is_global = std::ranges::equal(data.first(16), global_variable);
    for (std::size_t index = 0; index < letters; ++index) {
        const bool ascii = rest[2 * index + 1] == 0 && rest[2 * index] < 0x80;
        variable.name += ascii ? static_cast<char>(rest[2 * index]) : '?';
    }
    variable.value = rest.subspan(2 * letters);
    return variable;
}

bool is_proven(const Event& event) {
    return crypto::sha256(event.data) == event.digest;
}

// First the variable SecureBoot, once; further variables and authorities; one separator of zeros;
// behind it authorities only.
class SecureBootGrammar {
public:
    Result<void> take(const Event& event) {
        ++place_;
        if (event.type == event_driver_config) return take_variable(event);
        if (event.type == event_separator) return take_separator(event);
        // Nothing is believed of its data.
        if (event.type == event_authority && is_told_) return done;
        return refused(event, "an event of this type may not stand here");
    }

    [[nodiscard]] Result<bool> end() const {
        if (is_told_ && is_parted_) return is_on_;
        return Error(errors::event_log_grammar,
                     {fact("pcr", std::uint64_t{secure_boot_pcr}),
                      fact("why", is_told_ ? "there is no separator" : "there is no SecureBoot")});
    }

private:
    Result<void> take_variable(const Event& event) {
        if (is_parted_) return refused(event, "a variable behind the separator");
        if (!is_proven(event)) return refused(event, "its digest is of other data");
        const auto variable = variable_of(event.data);
        if (!variable) return refused(event, "its data is no variable");
        const bool is_secure_boot = variable->name == "SecureBoot";
        if (is_secure_boot == is_told_) {
            return refused(event,
                           is_told_ ? "SecureBoot a second time" : "SecureBoot is not first");
        }
        if (!is_secure_boot) return done;
        const auto& value = variable->value;
        // A firmware that lacks the variable measures it without a value.
        if (!variable->is_global || value.size() > 1 || (value.size() == 1 && value[0] > 1)) {
            return refused(event, "its value is neither on nor off");
        }
        is_told_ = true;
        is_on_ = value.size() == 1 && value[0] == 1;
        return done;
    }

    Result<void> take_separator(const Event& event) {
        constexpr std::array<std::uint8_t, 4> zeros{};
        if (!is_told_ || is_parted_) return refused(event, "a separator may not stand here");
        if (!is_proven(event) || !std::ranges::equal(event.data, zeros)) {
            return refused(event, "a separator that tells of an error");
        }
        is_parted_ = true;
        return done;
    }

    [[nodiscard]] Error refused(const Event& event, std::string_view why) const {
        return {errors::event_log_grammar,
                {fact("pcr", std::uint64_t{event.pcr}),
                 fact("place", place_),
                 fact("type", std::uint64_t{event.type}),
                 fact("why", why)}};
    }

    std::uint64_t place_ = 0;  // Among this register's events.
    bool is_told_ = false;
    bool is_on_ = false;
    bool is_parted_ = false;
};

LogReport disbelieved(LogReport report, const Error& why) {
    std::string text;
    for (const auto& each : why.facts()) text += (text.empty() ? "" : ", ") + each.render();
    report.code = why.code();
    report.why = PublicText(text).str();
    return report;
}

}  // namespace

Result<bool> secure_boot_of(const EventLog& log) {
    SecureBootGrammar grammar;
    for (const auto& event : log.events()) {
        if (event.pcr == secure_boot_pcr) TRY(grammar.take(event));
    }
    return grammar.end();
}

LogReport report_on(View bytes, const claims::PcrSet& pcrs) {
    LogReport report;
    const auto log = EventLog::read(bytes);
    if (!log) return disbelieved(std::move(report), log.error());
    report.events = static_cast<std::uint32_t>(log->events().size());
    report.replayed = log->replay(pcrs);
    if (!pcrs.contains(secure_boot_pcr)) return report;
    const auto on = secure_boot_of(*log);
    if (!on) return disbelieved(std::move(report), on.error());
    report.secure_boot = *on ? claims::SecureBoot::on : claims::SecureBoot::off;
    return report;
}

}  // namespace sealwright::attest
