#include "sealwright/vault/steps/call.hpp"

#include "sealwright/vault/steps/errors.hpp"

#include <algorithm>

namespace sealwright::vault {
namespace {

void append(WipedBytes& out, std::string_view text) {
    const auto bytes = view_of(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

bool is_plain(std::uint8_t letter) {
    return letter >= 0x20 && letter <= 0x7e && letter != '"' && letter != '\\';
}

// What the vault says of itself, in the form that both products have: {"errors":["…"]}.
std::string said(const Reply& reply) {
    const auto document = Document::read(reply.body);
    if (!document) return {};
    const auto errors = document->root().member("errors");
    const auto items = errors ? errors->items() : std::nullopt;
    if (!items || items->empty()) return {};
    return std::string(items->front().text().value_or(""));
}

bool is_in(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

Error refusal(const Reply& reply) {
    constexpr std::uint16_t denied = 403;
    constexpr std::uint16_t no_path = 404;
    constexpr std::uint16_t no_method = 405;
    constexpr std::uint16_t unavailable = 503;
    const auto text = said(reply);
    const auto with = [&](const ErrorSpec& spec) {
        return Error(spec, {fact("status", reply.status), fact("vault_says", text)});
    };
    if (reply.status == denied) return with(errors::vault_denies);
    if (reply.status == no_path || reply.status == no_method || is_in(text, "unsupported path")) {
        return with(errors::vault_route_closed);
    }
    if (is_in(text, "standby")) return with(errors::vault_standby);
    if (reply.status == unavailable && is_in(text, "sealed")) return with(errors::vault_sealed);
    return with(errors::vault_refuses);
}

bool is_token_letter(std::uint8_t letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z') || letter == '.' || letter == '_' || letter == '-';
}

}  // namespace

bool has_token_letters(View text) {
    return std::ranges::all_of(text, is_token_letter);
}

void BodyWriter::name(std::string_view name) {
    if (out_.size() > 1) out_.push_back(',');
    quoted(name);
    out_.push_back(':');
}

void BodyWriter::quoted(std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    out_.push_back('"');
    for (const auto letter : view_of(value)) {
        if (is_plain(letter) || letter > 0x7e) {
            out_.push_back(letter);
            continue;
        }
        append(out_, "\\u00");
        append(out_, digits.substr(letter >> 4U, 1));
        append(out_, digits.substr(letter & 0xfU, 1));
    }
    out_.push_back('"');
}

BodyWriter& BodyWriter::text(std::string_view name, std::string_view value) {
    this->name(name);
    quoted(value);
    return *this;
}

BodyWriter& BodyWriter::secret(std::string_view name, View letters) {
    check(std::ranges::all_of(letters, is_plain));
    this->name(name);
    out_.push_back('"');
    out_.insert(out_.end(), letters.begin(), letters.end());
    out_.push_back('"');
    return *this;
}

BodyWriter& BodyWriter::number(std::string_view name, std::uint64_t value) {
    this->name(name);
    append(out_, std::to_string(value));
    return *this;
}

BodyWriter& BodyWriter::flag(std::string_view name, bool value) {
    this->name(name);
    append(out_, value ? "true" : "false");
    return *this;
}

BodyWriter& BodyWriter::texts(std::string_view name, const std::vector<std::string>& values) {
    this->name(name);
    out_.push_back('[');
    for (const auto& each : values) {
        if (out_.back() != '[') out_.push_back(',');
        quoted(each);
    }
    out_.push_back(']');
    return *this;
}

WipedBytes BodyWriter::finish() {
    out_.push_back('}');
    return std::move(out_);
}

bool is_of_a_vault(const Reply& refusal) {
    return !said(refusal).empty();
}

Result<void> done_by(const Reply& reply) {
    if (reply.status >= 200 && reply.status < 300) return done;
    return refusal(reply);
}

Result<Document> accepted(const Reply& reply) {
    TRY(done_by(reply));
    return Document::read(reply.body);
}

Result<Value> data_of(const Document& document) {
    const auto data = document.root().member("data");
    return data ? *data : document.root();
}

}  // namespace sealwright::vault
