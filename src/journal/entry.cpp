#include "sealwright/journal/entry.hpp"

#include <algorithm>
#include <charconv>

namespace sealwright::journal {
namespace {

constexpr std::uint16_t format = 1;
constexpr std::size_t fields_max = 32;
constexpr std::size_t name_max = 64;
constexpr std::size_t text_max = 4096;
constexpr std::string_view prefix = "entry-";

enum class ValueKind : std::uint8_t { number, text, digest };

struct WriteValue {
    wire::Writer& writer;
    void operator()(std::uint64_t number) const {
        writer.enumeration(ValueKind::number);
        writer.u64(number);
    }
    void operator()(const std::string& text) const {
        writer.enumeration(ValueKind::text);
        writer.text(text);
    }
    void operator()(const Digest& digest) const {
        writer.enumeration(ValueKind::digest);
        writer.raw(digest);
    }
};

struct RenderValue {
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Digest& digest) const { return to_hex(digest); }
};

}  // namespace

void Field::write(wire::Writer& writer) const {
    writer.text(name);
    std::visit(WriteValue{writer}, value);
}

Field Field::read(wire::Reader& reader) {
    Field field;
    field.name = reader.text(name_max);
    switch (reader.enumeration(ValueKind::digest)) {
        case ValueKind::number:
            field.value = reader.u64();
            break;
        case ValueKind::text:
            field.value = reader.text(text_max);
            break;
        case ValueKind::digest:
            field.value = reader.digest();
            break;
    }
    return field;
}

std::string Field::render() const {
    return name + "=" + std::visit(RenderValue{}, value);
}

void Entry::write(wire::Writer& writer) const {
    writer.u16(format);
    provenance.write(writer);
    writer.u64(sequence);
    writer.raw(previous);
    writer.u64(wall_ms);
    writer.u64(revision);
    writer.raw(state);
    writer.boolean(origin.has_value());
    if (origin) origin->write(writer);
    writer.enumeration(kind);
    wire::write_list(writer, fields);
}

Entry Entry::read(wire::Reader& reader) {
    Entry entry;
    if (reader.u16() != format) reader.fail_value();
    entry.provenance = claims::Provenance::read(reader);
    entry.sequence = reader.u64();
    entry.previous = reader.digest();
    entry.wall_ms = reader.u64();
    entry.revision = reader.u64();
    entry.state = reader.digest();
    if (reader.boolean()) entry.origin = claims::Origin::read(reader);
    entry.kind = reader.enumeration(Kind::task);
    entry.fields = wire::read_list<Field>(reader, fields_max);
    return entry;
}

const std::string* Entry::text(std::string_view name) const {
    for (const auto& field : fields) {
        if (field.name == name) return std::get_if<std::string>(&field.value);
    }
    return nullptr;
}

const std::uint64_t* Entry::number(std::string_view name) const {
    for (const auto& field : fields) {
        if (field.name == name) return std::get_if<std::uint64_t>(&field.value);
    }
    return nullptr;
}

namespace {

std::string part_name(std::string_view name, std::size_t number) {
    return std::string(name) + " " + std::to_string(number);
}

}  // namespace

void add_bytes(std::vector<Field>& fields, std::string_view name, View bytes) {
    constexpr std::size_t part_size = 3072;
    std::size_t number = 0;
    do {
        const auto part = bytes.first(std::min(part_size, bytes.size()));
        fields.push_back({part_name(name, ++number), to_base64(part)});
        bytes = bytes.subspan(part.size());
    } while (!bytes.empty());
}

std::optional<Bytes> Entry::bytes(std::string_view name) const {
    Bytes joined;
    std::size_t number = 0;
    for (const auto* part = text(part_name(name, ++number)); part != nullptr;
         part = text(part_name(name, ++number))) {
        const auto decoded = from_base64(*part);
        if (!decoded) return std::nullopt;
        joined.insert(joined.end(), decoded->begin(), decoded->end());
    }
    if (number == 1) return std::nullopt;
    return joined;
}

std::optional<IntentRange> Entry::intents() const {
    const auto* first = number("intent");
    if (first == nullptr) return std::nullopt;
    const auto is_through = [](const Field& field) { return field.name == "through"; };
    if (std::none_of(fields.begin(), fields.end(), is_through)) return IntentRange{*first, *first};
    const auto* last = number("through");
    if (last == nullptr || *last <= *first) return std::nullopt;
    return IntentRange{*first, *last};
}

const Digest* Entry::digest(std::string_view name) const {
    for (const auto& field : fields) {
        if (field.name == name) return std::get_if<Digest>(&field.value);
    }
    return nullptr;
}

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::founded:
            return "founded";
        case Kind::started:
            return "started";
        case Kind::act:
            return "act";
        case Kind::intent:
            return "intent";
        case Kind::outcome:
            return "outcome";
        case Kind::refusal:
            return "refusal";
        case Kind::checkpoint:
            return "checkpoint";
        case Kind::alert:
            return "alert";
        case Kind::attestation:
            return "attestation";
        case Kind::task:
            return "task";
    }
    return "unknown";
}

std::string entry_name(std::uint64_t sequence) {
    return std::string(prefix) + std::to_string(sequence);
}

std::optional<std::uint64_t> parse_entry_name(std::string_view text) {
    if (!text.starts_with(prefix)) return std::nullopt;
    const auto digits = text.substr(prefix.size());
    std::uint64_t sequence = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, sequence);
    if (error != std::errc() || stopped != end) return std::nullopt;
    if (entry_name(sequence) != text) return std::nullopt;
    return sequence;
}

}  // namespace sealwright::journal
