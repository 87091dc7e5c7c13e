#include "sealwright/claims/anchor.hpp"

#include "sealwright/core/error.hpp"

#include <array>

namespace sealwright::claims {
namespace {

constexpr std::array<std::string_view, 2> words{"root", "provider"};

}  // namespace

std::string_view word_of(AnchorKind kind) {
    return words.at(static_cast<std::size_t>(kind));
}

std::optional<AnchorKind> anchor_kind_named(std::string_view word) {
    for (const auto kind : {AnchorKind::root, AnchorKind::provider}) {
        if (word_of(kind) == word) return kind;
    }
    return std::nullopt;
}

std::optional<AnchorKind> anchor_kind_for(Endorsement endorsement) {
    switch (endorsement) {
        case Endorsement::ek_chain:
            return AnchorKind::root;
        case Endorsement::provider_ak:
            return AnchorKind::provider;
        case Endorsement::ek_pinned:
            return std::nullopt;
    }
    return std::nullopt;
}

std::string Anchor::str() const {
    auto text = std::string(word_of(kind)) + " " + to_hex(digest);
    if (!subject.empty()) text += " " + subject;
    return text;
}

void Anchor::write(wire::Writer& writer) const {
    writer.enumeration(kind);
    writer.raw(digest);
    writer.text(subject);
}

// The subject is shown to whoever signs; what a terminal would not show as it is, is refused.
Anchor Anchor::read(wire::Reader& reader) {
    Anchor anchor;
    anchor.kind = reader.enumeration(anchor_kind_last);
    anchor.digest = reader.digest();
    anchor.subject = reader.text(PublicText::length_max);
    if (!is_printable(anchor.subject)) reader.fail_value();
    return anchor;
}

}  // namespace sealwright::claims
