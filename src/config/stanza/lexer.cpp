#include "lexer.hpp"

#include "sealwright/config/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::config::hcl {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

bool is_hex(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F');
}

bool is_octal(char letter) {
    return letter >= '0' && letter <= '7';
}

bool is_number_letter(char letter) {
    return is_digit(letter) || is_letter(letter) || letter == '.' || letter == '+' || letter == '-';
}

bool all_of(std::string_view text, bool (*is_one)(char)) {
    return !text.empty() && std::ranges::all_of(text, is_one);
}

// Whole numbers, decimal, octal or hexadecimal, and plain fractions.
bool is_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.starts_with("0x")) return all_of(text.substr(2), is_hex);
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    if (!all_of(whole, is_digit)) return false;
    if (point != std::string_view::npos) return all_of(text.substr(point + 1), is_digit);
    return !whole.starts_with('0') || all_of(whole, is_octal);
}

std::string_view without_blanks_before(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\v\f\r");
    return start == std::string_view::npos ? "" : text.substr(start);
}

std::string_view without_returns_behind(std::string_view text) {
    while (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

// How many bytes the character at the start of `text` has; 0 when it is none (RFC 3629).
std::size_t character_size(std::string_view text) {
    const auto at = [text](std::size_t index) {
        return index < text.size() ? static_cast<std::uint8_t>(text[index]) : std::uint8_t{0};
    };
    const auto follows = [at](std::size_t index) { return (at(index) & 0xC0U) == 0x80U; };
    const auto first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2)) return 0;
        if (first == 0xE0 && at(1) < 0xA0) return 0;
        return first == 0xED && at(1) > 0x9F ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3)) return 0;
        if (first == 0xF0 && at(1) < 0x90) return 0;
        return first == 0xF4 && at(1) > 0x8F ? 0 : 4;
    }
    return 0;
}

}  // namespace

Error unreadable(std::uint32_t line, std::string_view why) {
    return {errors::config_line_unreadable, {fact("line", std::uint64_t{line}), fact("why", why)}};
}

Result<void> check_characters(std::string_view text) {
    std::uint32_t line = 1;
    while (!text.empty()) {
        const auto size = character_size(text);
        if (size == 0) return unreadable(line, "it is not UTF-8");
        if (text[0] == '\0') return unreadable(line, "it holds a null character");
        // The vault's scanner keeps this one for itself.
        if (text.starts_with("\xEE\x84\xA3")) return unreadable(line, "it holds U+E123");
        if (text[0] == '\n') ++line;
        text.remove_prefix(size);
    }
    return done;
}

void Lexer::skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
        if (peek() == '\n') ++line_;
        ++at_;
    }
}

Result<bool> Lexer::skip_comment() {
    if (peek() == '#' || (peek() == '/' && peek(1) == '/')) {
        at_ = std::min(text_.find('\n', at_), text_.size());
        return true;
    }
    if (peek() != '/' || peek(1) != '*') return false;
    const auto end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return unreadable(line_, "the comment does not end");
    const auto comment = text_.substr(at_, end - at_);
    line_ += static_cast<std::uint32_t>(std::ranges::count(comment, '\n'));
    at_ = end + 2;
    return true;
}

Result<Token> Lexer::next() {
    for (;;) {
        skip_blanks();
        TRY(skipped, skip_comment());
        if (!skipped) break;
    }
    if (at_end()) return Token{Kind::end, line_, "", false};
    const auto letter = peek();
    if (is_letter(letter)) return word();
    if (is_digit(letter) || letter == '-') return plain();
    if (letter == '"') return text();
    if (letter == '<') return heredoc();
    return mark();
}

Result<Token> Lexer::word() {
    const auto start = at_;
    while (is_letter(peek()) || is_digit(peek()) || peek() == '-' || peek() == '.') ++at_;
    const auto raw = text_.substr(start, at_ - start);
    const auto kind = raw == "true" || raw == "false" ? Kind::plain : Kind::word;
    return Token{kind, line_, raw, false};
}

Result<Token> Lexer::plain() {
    const auto start = at_;
    while (is_number_letter(peek())) ++at_;
    const auto raw = text_.substr(start, at_ - start);
    if (!is_number(raw)) return unreadable(line_, "it holds a number in an unusual form");
    return Token{Kind::plain, line_, raw, false};
}

// Inside of ${...} quotes and line ends belong to the text: the same counting as the vault's.
Result<Token> Lexer::text() {
    Token token{Kind::text, line_, "", false};
    const auto start = ++at_;
    std::uint32_t braces = 0;
    for (;; ++at_) {
        const auto letter = peek();
        if (at_end() || (letter == '\n' && braces == 0)) {
            return unreadable(token.line, "the quoted text does not end");
        }
        if (letter == '"' && braces == 0) break;
        if (letter == '\n') ++line_;
        if (braces == 0 && letter == '$' && peek(1) == '{') {
            ++braces;
            ++at_;
        } else if (braces > 0 && letter == '{') {
            ++braces;
        } else if (braces > 0 && letter == '}') {
            --braces;
        }
        if (letter == '\\') TRY(escape());
    }
    token.raw = text_.substr(start, at_ - start);
    ++at_;
    return token;
}

// At the backslash; leaves at_ on the last letter of the escape.
Result<void> Lexer::escape() {
    const auto letter = peek(1);
    const auto digits = [this](std::size_t first, std::size_t count, bool (*is_one)(char)) {
        for (std::size_t index = 0; index < count; ++index) {
            if (!is_one(peek(first + index))) return false;
        }
        return true;
    };
    std::size_t length = 0;
    if (std::string_view("abfnrtv\\\"").find(letter) != std::string_view::npos) length = 1;
    if (digits(1, 3, is_octal)) length = 3;
    if (letter == 'x' && digits(2, 2, is_hex)) length = 3;
    if (letter == 'u' && digits(2, 4, is_hex)) length = 5;
    if (letter == 'U' && digits(2, 8, is_hex)) length = 9;
    if (letter == '\0' || length == 0) {
        return unreadable(line_, "a backslash in a quoted text begins no known escape");
    }
    at_ += length;
    return done;
}

std::string_view Lexer::take_line() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    const auto line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++line_;
    return line;
}

// The end mark stands alone on its line and is followed by a line end. With `<<-` its line must be
// as long as the mark with the dash: so does the vault count, and so a short one does not end it.
Result<Token> Lexer::heredoc() {
    Token token{Kind::heredoc, line_, "", false};
    if (peek(1) != '<') return unreadable(line_, "a single < begins nothing");
    at_ += 2;
    const auto anchor = without_returns_behind(take_line());
    token.folded = anchor.starts_with('-');
    const auto mark = anchor.substr(token.folded ? 1 : 0);
    const auto is_mark = [](char letter) { return is_letter(letter) || is_digit(letter); };
    if (!all_of(mark, is_mark)) return unreadable(token.line, "the heredoc has no plain end mark");
    const auto start = at_;
    while (!at_end()) {
        const auto before = at_;
        const auto line = take_line();
        if (text_[at_ - 1] != '\n' || line.size() < anchor.size()) continue;
        if (without_blanks_before(without_returns_behind(line)) != mark) continue;
        token.raw = text_.substr(start, before - start);
        token.folded = token.folded || line != mark;
        return token;
    }
    return unreadable(token.line, "the heredoc does not end");
}

Result<Token> Lexer::mark() {
    constexpr std::string_view marks = "=,{}[]";
    constexpr std::array kinds = {Kind::assign,
                                  Kind::comma,
                                  Kind::open_brace,
                                  Kind::close_brace,
                                  Kind::open_bracket,
                                  Kind::close_bracket};
    const auto found = marks.find(peek());
    if (found == std::string_view::npos) {
        return unreadable(line_, "a character there begins nothing known");
    }
    return Token{kinds.at(found), line_, text_.substr(at_++, 1), false};
}

}  // namespace sealwright::config::hcl
