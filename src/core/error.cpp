#include "sealwright/core/error.hpp"

#include "sealwright/core/result.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace sealwright {

namespace {

bool is_plain(char letter) {
    return letter >= ' ' && letter <= '~';
}

}  // namespace

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, is_plain);
}

PublicText::PublicText(std::string_view text) : text_(text.substr(0, length_max)) {
    for (auto& letter : text_) {
        if (!is_plain(letter)) letter = '?';
    }
}

std::string Fact::render() const {
    struct Render {
        std::string operator()(std::uint64_t number) const { return std::to_string(number); }
        std::string operator()(const PublicText& text) const { return text.str(); }
        std::string operator()(const Digest& digest) const { return to_hex(digest); }
    };
    return std::string(name) + "=" + std::visit(Render{}, value);
}

Fact fact(std::string_view name, std::uint64_t number) {
    return {name, number};
}
Fact fact(std::string_view name, std::string_view public_text) {
    return {name, PublicText(public_text)};
}
Fact fact(std::string_view name, const Digest& digest) {
    return {name, digest};
}

Error::Error(const ErrorSpec& spec, std::vector<Fact> facts, std::source_location place)
    : spec_(&spec), facts_(std::move(facts)), place_(place) {
    check(facts_.size() <= facts_max);
}

std::string Error::sentence() const {
    std::string text = spec_->meaning;
    if (facts_.empty()) return text;
    text += " (";
    for (const auto& each : facts_) {
        if (text.back() != '(') text += ", ";
        text += each.render();
    }
    return text + ")";
}

std::string Error::advice() const {
    return sentence() + "; " + spec_->remedy + " [E" + std::to_string(spec_->code) + " " +
           spec_->name + "]";
}

void check(bool condition, std::source_location place) {
    if (condition) return;
    const auto line = std::string("broken invariant at ") + place.file_name() + ":" +
                      std::to_string(place.line()) + "\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    std::abort();
}

}  // namespace sealwright
