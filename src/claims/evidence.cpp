#include "sealwright/claims/evidence.hpp"

#include <array>
#include <bit>

namespace sealwright::claims {
namespace {

constexpr std::array<std::string_view, 4> words{
    "channel-certificate", "tpm2", "pinned-key", "unix-peer"};
constexpr std::uint32_t legal_mask = (std::uint32_t{1} << (PcrSet::last + 1)) - 1;

// The number at the front of `text`, which it leaves behind the comma; nothing when it is none.
std::optional<unsigned> take_number(std::string_view& text) {
    const auto comma = text.find(',');
    const auto word = text.substr(0, comma);
    if (word.empty() || word.size() > 2 || (word.size() == 2 && word.front() == '0')) return {};
    unsigned number = 0;
    for (const char digit : word) {
        if (digit < '0' || digit > '9') return {};
        number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    if (number > PcrSet::last) return {};
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    return number;
}

}  // namespace

std::string_view word_of(EvidenceKind kind) {
    return words.at(static_cast<std::size_t>(kind));
}

std::string_view word_of(Endorsement endorsement) {
    constexpr std::array<std::string_view, 3> texts{"ek-chain", "ek-pinned", "provider-ak"};
    return texts.at(static_cast<std::size_t>(endorsement));
}

std::optional<EvidenceKind> evidence_kind_named(std::string_view word) {
    for (std::size_t index = 0; index < words.size(); ++index) {
        if (words.at(index) == word) return static_cast<EvidenceKind>(index);
    }
    return std::nullopt;
}

std::optional<PcrSet> PcrSet::from_mask(std::uint32_t mask) {
    if ((mask & ~legal_mask) != 0) return std::nullopt;
    return PcrSet(mask);
}

std::optional<PcrSet> PcrSet::parse(std::string_view text) {
    PcrSet set;
    auto rest = text;
    while (!rest.empty()) {
        const auto number = take_number(rest);
        if (!number || (set.mask_ >> *number) != 0) return std::nullopt;  // Not rising.
        set.mask_ |= std::uint32_t{1} << *number;
    }
    if (set.str() != text) return std::nullopt;  // A comma at the end.
    return set;
}

std::size_t PcrSet::count() const {
    return static_cast<std::size_t>(std::popcount(mask_));
}

std::vector<unsigned> PcrSet::list() const {
    std::vector<unsigned> numbers;
    for (unsigned pcr = 0; pcr <= last; ++pcr) {
        if (contains(pcr)) numbers.push_back(pcr);
    }
    return numbers;
}

std::string PcrSet::str() const {
    std::string text;
    for (const auto pcr : list()) text += (text.empty() ? "" : ",") + std::to_string(pcr);
    return text;
}

void PcrSet::write(wire::Writer& writer) const {
    writer.u32(mask_);
}

PcrSet PcrSet::read(wire::Reader& reader) {
    const auto set = from_mask(reader.u32());
    if (!set) reader.fail_value();
    return set.value_or(PcrSet());
}

void PcrValues::write(wire::Writer& writer) const {
    set.write(writer);
    for (const auto& value : values) writer.raw(value);
}

PcrValues PcrValues::read(wire::Reader& reader) {
    PcrValues read;
    read.set = PcrSet::read(reader);
    for (std::size_t index = 0; index < read.set.count(); ++index) {
        read.values.push_back(reader.digest());
    }
    return read;
}

}  // namespace sealwright::claims
