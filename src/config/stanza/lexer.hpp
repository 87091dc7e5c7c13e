// Lexer: the tokens of an HCL text, as the vault's own scanner cuts them, one at a time.
//
// Comments are skipped. Stricter than the vault where that costs no real file anything: names are
// ASCII, a number ends where its token ends. Private to config/stanza.
#pragma once

#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string_view>

namespace sealwright::config::hcl {

enum class Kind {
    end,
    word,
    text,
    heredoc,
    plain,  // A number, true or false.
    assign,
    comma,
    open_brace,
    close_brace,
    open_bracket,
    close_bracket
};

struct Token {
    Kind kind = Kind::end;
    std::uint32_t line = 0;
    std::string_view raw;  // Without quotes, markers and escapes undone.
    bool folded = false;   // A heredoc whose indentation the vault would take away.
};

Error unreadable(std::uint32_t line, std::string_view why);

// Nothing when the whole text is UTF-8 without the characters that the vault's scanner refuses.
Result<void> check_characters(std::string_view text);

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    Result<Token> next();

private:
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void skip_blanks();
    Result<bool> skip_comment();
    Result<Token> word();
    Result<Token> plain();
    Result<Token> text();
    Result<void> escape();
    Result<Token> heredoc();
    Result<Token> mark();
    // To the start of the next line; the line without its end.
    std::string_view take_line();

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
};

}  // namespace sealwright::config::hcl
