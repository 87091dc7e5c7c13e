#include "sealwright/vault/steps/tokens.hpp"

#include "sealwright/vault/steps/errors.hpp"

#include <algorithm>

namespace sealwright::vault {
namespace {

constexpr std::uint16_t not_found = 404;

bool has_root(const std::vector<std::string>& policies) {
    return std::ranges::find(policies, "root") != policies.end();
}

// A list that is empty is answered as if the path were not there.
Result<std::vector<std::string>> read_keys(const Reply& reply) {
    if (reply.status == not_found) {
        TRY(document, Document::read(reply.body));
        const auto errors = document.root().member("errors");
        const auto items = errors ? errors->items() : std::nullopt;
        if (items && items->empty()) return std::vector<std::string>{};
    }
    TRY(document, accepted(reply));
    TRY(data, data_of(document));
    auto keys = data.texts_at("keys");
    if (!keys) return errors::answer_unreadable;
    return std::move(*keys);
}

Call by_accessor(std::string path, const std::string& accessor, const std::string& inside) {
    auto body = BodyWriter().text("accessor", accessor).finish();
    return {Method::put, std::move(path), true, std::move(body), inside};
}

}  // namespace

bool TokenFacts::is_root() const {
    return has_root(policies);
}

bool MadeToken::is_root() const {
    return has_root(policies);
}

Call look_at_self() {
    return {Method::get, "auth/token/lookup-self", true, {}, {}};
}

Call look_at(const std::string& accessor, const std::string& inside) {
    return by_accessor("auth/token/lookup-accessor", accessor, inside);
}

Result<TokenFacts> read_token(const Reply& reply) {
    TRY(document, accepted(reply));
    TRY(data, data_of(document));
    auto accessor = data.text_at("accessor");
    auto policies = data.texts_at("policies");
    const auto ttl = data.number_at("ttl");
    const auto ttl_max = data.number_at("explicit_max_ttl");
    const auto made = data.number_at("creation_time");
    const auto is_orphan = data.flag_at("orphan");
    if (!accessor || !policies || !ttl || !ttl_max || !made || !is_orphan) {
        return errors::answer_unreadable;
    }
    return TokenFacts{std::move(*accessor),
                      data.text_at("display_name").value_or(""),
                      data.text_at("path").value_or(""),
                      std::move(*policies),
                      *made,
                      *ttl,
                      *ttl_max,
                      *is_orphan};
}

Result<std::optional<TokenFacts>> read_listed_token(const Reply& reply) {
    constexpr std::uint16_t bad = 400;
    constexpr std::uint16_t forbidden = 403;
    auto token = read_token(reply);
    if (token) return std::optional(std::move(*token));
    const auto text = token.error().sentence();
    const bool is_dead = (reply.status == bad || reply.status == forbidden) &&
                         text.find("invalid accessor") != std::string::npos;
    if (is_dead) return std::optional<TokenFacts>();
    return token.error();
}

Call list_accessors(const std::string& inside) {
    return {Method::list, "auth/token/accessors", true, {}, inside};
}

Result<std::vector<std::string>> read_accessors(const Reply& reply) {
    return read_keys(reply);
}

Call list_namespaces(const std::string& inside) {
    return {Method::list, "sys/namespaces", true, {}, inside};
}

// They are sent back in a header's line.
Result<std::vector<std::string>> read_namespaces(const Reply& reply) {
    TRY(names, read_keys(reply));
    const auto is_control = [](char letter) {
        return static_cast<unsigned char>(letter) < ' ' || letter == '\x7f';
    };
    for (const auto& name : names) {
        if (std::ranges::any_of(name, is_control)) return errors::answer_unreadable;
    }
    return names;
}

Call revoke(const std::string& accessor, const std::string& inside) {
    return by_accessor("auth/token/revoke-accessor", accessor, inside);
}

Result<bool> read_revoked(const Reply& reply) {
    constexpr std::uint16_t no_content = 204;
    TRY(done_by(reply));
    if (reply.status == no_content) return true;
    TRY(document, Document::read(reply.body));
    const auto warnings = document.root().texts_at("warnings");
    if (!warnings || warnings->empty()) return true;
    return false;
}

Call revoke_self() {
    return {Method::put, "auth/token/revoke-self", true, {}, {}};
}

Call log_in(const std::string& mount, const std::string& role, View login) {
    auto body = BodyWriter().text("role", role).secret("jwt", login).finish();
    return {Method::put, "auth/" + mount + "/login", false, std::move(body), {}};
}

Call rotate_barrier_root() {
    return {Method::put, "sys/rotate/root", true, {}, {}};
}

Call rotate_keyring() {
    return {Method::put, "sys/rotate/keyring", true, {}, {}};
}

Call make_limited_root(std::uint64_t ttl_s, const std::string& display_name) {
    const auto seconds = std::to_string(ttl_s) + "s";
    auto body = BodyWriter()
                    .texts("policies", {"root"})
                    .flag("no_parent", true)
                    .text("ttl", seconds)
                    .text("explicit_max_ttl", seconds)
                    .flag("renewable", false)
                    .text("display_name", display_name)
                    .finish();
    return {Method::put, "auth/token/create", true, std::move(body), {}};
}

Result<MadeToken> read_made_token(const Reply& reply) {
    TRY(document, accepted(reply));
    const auto auth = document.root().member("auth");
    if (!auth) return errors::answer_unreadable;
    const auto token = auth->member("client_token");
    const auto letters = token ? token->text() : std::nullopt;
    auto accessor = auth->text_at("accessor");
    auto policies = auth->texts_at("policies");
    const auto is_orphan = auth->flag_at("orphan");
    const auto ttl = auth->number_at("lease_duration");
    const bool is_whole = letters && accessor && policies && is_orphan && ttl;
    if (!is_whole || letters->empty() || letters->size() > SecretText::size_max) {
        return errors::answer_unreadable;
    }
    const auto bytes = view_of(*letters);
    if (!has_token_letters(bytes)) return errors::answer_unreadable;
    return MadeToken{SecretText(WipedBytes(bytes.begin(), bytes.end())),
                     std::move(*accessor),
                     std::move(*policies),
                     *is_orphan,
                     *ttl};
}

}  // namespace sealwright::vault
