// Json: one JSON value (RFC 8259) that is well-formed by construction.
//
// Made from finished values only, so no half-open object can be printed. Output is pure ASCII:
// other characters are escaped, bytes that are not UTF-8 become U+FFFD, so neither a parser nor a
// terminal is surprised. A name that comes twice in an object gets a mark behind it. Process: cli.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sealwright::cli {

class Json {
public:
    using Members = std::vector<std::pair<std::string, Json>>;

    static Json null() { return Json("null"); }
    static Json boolean(bool value) { return Json(value ? "true" : "false"); }
    static Json number(std::uint64_t value) { return Json(std::to_string(value)); }
    static Json text(std::string_view text);
    static Json list(const std::vector<Json>& items);
    static Json object(const Members& members);

    template <class Items, class Make>
    static Json list_of(const Items& items, Make make) {
        std::vector<Json> made;
        made.reserve(std::size(items));
        for (const auto& item : items) made.push_back(make(item));
        return list(made);
    }

    [[nodiscard]] const std::string& str() const { return rendered_; }

private:
    explicit Json(std::string rendered) : rendered_(std::move(rendered)) {}

    std::string rendered_;
};

}  // namespace sealwright::cli
