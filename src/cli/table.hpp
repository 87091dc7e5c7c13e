// Table: aligned columns for people, and the only way other people's text reaches a terminal.
//
// `printable` replaces everything but printable ASCII, so that no name or message can move the
// cursor or forge a line. Process: cli.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sealwright::cli {

std::string printable(std::string_view text);

class Table {
public:
    explicit Table(std::vector<std::string> titles) : rows_{std::move(titles)} {}

    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    // Two blanks between columns, none at the end of a line; nothing at all without rows.
    [[nodiscard]] std::string str() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

using Pairs = std::vector<std::pair<std::string, std::string>>;
// "name: value" lines with the values under each other; pairs without a value are left out.
std::string pairs(const Pairs& lines);

// "2026-11-21 23:30:23 UTC", or "-" for 0.
std::string time_for_people(std::uint64_t wall_ms);
// "2026-11-21", where a line has no room for more; the time is in --format json.
std::string day_for_people(std::uint64_t wall_ms);

}  // namespace sealwright::cli
