#include "problem.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

class Cursor {
public:
    explicit Cursor(std::string_view rest) : rest_(rest) {}

    bool take(char letter) {
        skip_blanks();
        if (rest_.empty() || rest_.front() != letter) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<std::string> text() {
        if (!take('"')) return std::nullopt;
        std::string text;
        while (!rest_.empty() && rest_.front() != '"') {
            const bool is_escaped = rest_.front() == '\\';
            if (is_escaped) rest_.remove_prefix(1);
            if (rest_.empty()) return std::nullopt;
            const char letter = rest_.front();
            const bool is_known = !is_escaped || letter == '"' || letter == '\\' || letter == '/';
            if (!is_known || letter < ' ' || letter > '~') return std::nullopt;
            text += letter;
            rest_.remove_prefix(1);
        }
        if (!take('"')) return std::nullopt;
        return text;
    }
    std::optional<std::string> number() {
        skip_blanks();
        const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (end == 0) return std::nullopt;
        std::string digits(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return digits;
    }
    bool is_at_text() {
        skip_blanks();
        return rest_.starts_with('"');
    }
    bool is_at_end() {
        skip_blanks();
        return rest_.empty();
    }

private:
    void skip_blanks() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    }

    std::string_view rest_;
};

}  // namespace

std::optional<std::map<std::string, std::string>> flat_object(std::string_view json) {
    Cursor cursor(json);
    std::map<std::string, std::string> members;
    if (!cursor.take('{')) return std::nullopt;
    if (cursor.take('}')) return cursor.is_at_end() ? std::optional(members) : std::nullopt;
    do {
        const auto name = cursor.text();
        if (!name || !cursor.take(':')) return std::nullopt;
        const auto value = cursor.is_at_text() ? cursor.text() : cursor.number();
        if (!value || !members.emplace(*name, *value).second) return std::nullopt;
    } while (cursor.take(','));
    if (!cursor.take('}') || !cursor.is_at_end()) return std::nullopt;
    return members;
}

}  // namespace sealwright::cli
