// Error: an expected failure (input, peer, device, policy), without free text.
//
// An Error names an `ErrorSpec` of its module (a stable code, what it means, what to do next), the
// place in our source, and at most four `Fact`s. A Fact can be made from numbers, ids, digests and
// `PublicText`, never from a Secret, so no error message can carry one. Process: all.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sealwright {

// One row of a module's errors.hpp. `remedy` is the next thing its reader should do.
struct ErrorSpec {
    std::uint16_t code;
    const char* name;
    const char* meaning;
    const char* remedy;
};

// Text that may be shown to anyone: printable ASCII, at most 160 characters; everything else in it
// is replaced by '?', so that no name from outside can forge a log line.
class PublicText {
public:
    static constexpr std::size_t length_max = 160;

    explicit PublicText(std::string_view text);

    [[nodiscard]] const std::string& str() const { return text_; }
    bool operator==(const PublicText&) const = default;

private:
    std::string text_;
};

// Whether it is text that PublicText leaves as it is, whatever its length.
bool is_printable(std::string_view text);

struct Fact {
    std::string_view name;  // A literal.
    std::variant<std::uint64_t, PublicText, Digest> value;

    [[nodiscard]] std::string render() const;
};

Fact fact(std::string_view name, std::uint64_t number);
Fact fact(std::string_view name, std::string_view public_text);
Fact fact(std::string_view name, const Digest& digest);

class [[nodiscard]] Error {
public:
    static constexpr std::size_t facts_max = 4;

    explicit(false) Error(const ErrorSpec& spec,
                          std::vector<Fact> facts = {},
                          std::source_location place = std::source_location::current());

    [[nodiscard]] std::uint16_t code() const { return spec_->code; }
    [[nodiscard]] const ErrorSpec& spec() const { return *spec_; }
    [[nodiscard]] const std::vector<Fact>& facts() const { return facts_; }
    [[nodiscard]] const std::source_location& place() const { return place_; }
    [[nodiscard]] bool is(const ErrorSpec& spec) const { return spec_->code == spec.code; }

    // "meaning (fact=value, …)": for a person; and the same with the remedy and the code behind it.
    [[nodiscard]] std::string sentence() const;
    [[nodiscard]] std::string advice() const;

private:
    const ErrorSpec* spec_;
    std::vector<Fact> facts_;
    std::source_location place_;
};

}  // namespace sealwright
