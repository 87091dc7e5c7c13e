#include "table.hpp"

#include "sealwright/core/log.hpp"

#include <algorithm>

namespace sealwright::cli {

std::string printable(std::string_view text) {
    std::string shown(text);
    for (auto& letter : shown) {
        if (letter < 0x20 || letter > 0x7e) letter = '?';
    }
    return shown;
}

std::string Table::str() const {
    if (rows_.size() < 2) return "";
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    for (const auto& row : rows_) {
        for (std::size_t column = 0; column < widths.size(); ++column) {
            widths[column] = std::max(widths[column], row.at(column).size());
        }
    }
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            if (column > 0) line += "  ";
            line += printable(row[column]);
            line.append(widths[column] - row[column].size(), ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string pairs(const Pairs& lines) {
    std::size_t width = 0;
    for (const auto& [name, value] : lines) {
        if (!value.empty()) width = std::max(width, name.size());
    }
    std::string text;
    for (const auto& [name, value] : lines) {
        if (value.empty()) continue;
        text += printable(name) + ":" + std::string(width - name.size() + 1, ' ') +
                printable(value) + "\n";
    }
    return text;
}

std::string time_for_people(std::uint64_t wall_ms) {
    if (wall_ms == 0) return "-";
    auto text = render_utc(wall_ms).substr(0, 19);
    text.at(10) = ' ';
    return text + " UTC";
}

std::string day_for_people(std::uint64_t wall_ms) {
    constexpr std::size_t day_size = 10;
    return time_for_people(wall_ms).substr(0, day_size);
}

}  // namespace sealwright::cli
