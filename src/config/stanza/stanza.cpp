#include "sealwright/config/stanza/stanza.hpp"

#include "lexer.hpp"

#include <algorithm>
#include <array>

namespace sealwright::config {
namespace {

using hcl::Kind;
using hcl::Token;
using hcl::unreadable;

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    for (auto& letter : small) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return small;
}

// The vault takes each of these for a seal block.
bool is_seal(std::string_view name) {
    constexpr std::array names = {"seal", "kms", "hsm"};
    return std::ranges::find(names, in_small_letters(name)) != names.end();
}

// A name in quotes is taken only as it stands.
bool is_plain_name(const Token& token) {
    if (token.kind == Kind::word) return true;
    return token.kind == Kind::text && token.raw.find_first_of("\\$\n") == std::string_view::npos;
}

class Reader {
public:
    explicit Reader(std::string_view text) : lexer_(text) {}

    Result<std::vector<Stanza>> read();

private:
    Result<void> step();
    Result<void> names();
    Result<void> item();
    Result<void> block();
    Result<void> setting(Stanza& stanza, const Token& name);
    Result<void> skip_value(std::uint32_t depth);
    Result<void> skip_object(std::uint32_t depth);
    Result<void> skip_list(std::uint32_t depth);
    Result<void> skip_comma();

    hcl::Lexer lexer_;
    Token token_;
    std::vector<Token> names_;  // Of the item that is being read.
    std::vector<Stanza> stanzas_;
};

Result<void> Reader::step() {
    TRY(token, lexer_.next());
    token_ = token;
    return done;
}

// One name or more, up to the `=` or `{` behind them.
Result<void> Reader::names() {
    constexpr std::size_t names_max = 8;
    names_.clear();
    while (token_.kind == Kind::word || token_.kind == Kind::text) {
        if (!is_plain_name(token_)) return unreadable(token_.line, "the name is not a plain one");
        if (names_.size() == names_max) return unreadable(token_.line, "there are too many names");
        names_.push_back(token_);
        TRY(step());
    }
    if (names_.empty()) return unreadable(token_.line, "a name is expected there");
    if (token_.kind == Kind::assign && names_.size() == 1) return done;
    if (token_.kind == Kind::open_brace) return done;
    return unreadable(token_.line, "a name must be followed by = and a value, or by {");
}

Result<void> Reader::skip_comma() {
    if (token_.kind == Kind::comma) TRY(step());
    return done;
}

Result<std::vector<Stanza>> Reader::read() {
    TRY(step());
    if (token_.kind == Kind::open_brace) {
        return unreadable(token_.line, "this is JSON, and only the HCL form is read");
    }
    while (token_.kind != Kind::end) TRY(item());
    return stanzas_;
}

Result<void> Reader::item() {
    TRY(names());
    if (is_seal(names_.front().raw)) {
        TRY(block());
    } else if (token_.kind == Kind::assign) {
        TRY(step());
        TRY(skip_value(1));
    } else {
        TRY(skip_object(1));
    }
    return skip_comma();
}

Result<void> Reader::block() {
    const auto line = names_.front().line;
    if (names_.size() != 2 || token_.kind != Kind::open_brace) {
        return unreadable(line, "a seal block must be of the form: seal \"transit\" {");
    }
    if (stanzas_.size() == stanzas_max) return unreadable(line, "there are too many seal blocks");
    Stanza stanza{in_small_letters(names_.at(1).raw), line, {}};
    TRY(step());
    while (token_.kind != Kind::close_brace) {
        const auto& settings = stanza.settings;
        if (settings.size() == stanza_settings_max) {
            return unreadable(token_.line, "there are too many settings in a seal block");
        }
        TRY(names());
        if (names_.size() != 1 || token_.kind != Kind::assign) {
            return unreadable(token_.line, "a seal block holds settings only, no further blocks");
        }
        TRY(setting(stanza, Token(names_.front())));
    }
    stanzas_.push_back(std::move(stanza));
    return step();
}

Result<void> Reader::setting(Stanza& stanza, const Token& name) {
    TRY(step());
    Setting setting{name.raw, name.line, Setting::Kind::text, token_.raw};
    switch (token_.kind) {
        case Kind::text:
            break;
        case Kind::plain:
            setting.kind = Setting::Kind::plain;
            break;
        case Kind::heredoc:
            if (token_.folded) return unreadable(token_.line, "the heredoc is indented");
            setting.kind = Setting::Kind::heredoc;
            break;
        case Kind::open_bracket:
            // Only `purpose` may be a list; the vault itself refuses any other.
            if (name.raw != "purpose") return unreadable(token_.line, "a list is no value here");
            setting.kind = Setting::Kind::list;
            break;
        case Kind::end:
        case Kind::word:
        case Kind::assign:
        case Kind::comma:
        case Kind::open_brace:
        case Kind::close_brace:
        case Kind::close_bracket:
            return unreadable(token_.line, "a value is expected there");
    }
    stanza.settings.push_back(setting);
    TRY(skip_value(2));
    return skip_comma();
}

Result<void> Reader::skip_value(std::uint32_t depth) {
    switch (token_.kind) {
        case Kind::text:
        case Kind::heredoc:
        case Kind::plain:
            return step();
        case Kind::open_brace:
            return skip_object(depth);
        case Kind::open_bracket:
            return skip_list(depth);
        case Kind::end:
        case Kind::word:
        case Kind::assign:
        case Kind::comma:
        case Kind::close_brace:
        case Kind::close_bracket:
            break;
    }
    return unreadable(token_.line, "a value is expected there");
}

Result<void> Reader::skip_object(std::uint32_t depth) {
    if (depth > vault_config_depth_max) return unreadable(token_.line, "it is nested too deep");
    TRY(step());
    while (token_.kind != Kind::close_brace) {
        TRY(names());
        if (token_.kind == Kind::assign) {
            TRY(step());
            TRY(skip_value(depth + 1));
        } else {
            TRY(skip_object(depth + 1));
        }
        TRY(skip_comma());
    }
    return step();
}

Result<void> Reader::skip_list(std::uint32_t depth) {
    if (depth > vault_config_depth_max) return unreadable(token_.line, "it is nested too deep");
    TRY(step());
    while (token_.kind != Kind::close_bracket) {
        TRY(skip_value(depth + 1));
        if (token_.kind == Kind::close_bracket) break;
        if (token_.kind != Kind::comma) return unreadable(token_.line, "a comma is expected there");
        TRY(step());
    }
    return step();
}

}  // namespace

const Setting* Stanza::find(std::string_view name) const {
    const Setting* found = nullptr;
    for (const auto& setting : settings) {
        if (setting.name == name) found = &setting;
    }
    return found;
}

Result<std::vector<Stanza>> read_stanzas(std::string_view text) {
    if (text.size() > vault_config_size_max) return unreadable(1, "the file is over 1 MiB");
    TRY(hcl::check_characters(text));
    return Reader(text).read();
}

}  // namespace sealwright::config
