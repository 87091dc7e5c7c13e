#include "vault_login.hpp"

#include "sealwright/crypto/derive.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::string_view header = R"({"alg":"EdDSA","typ":"JWT"})";
constexpr std::uint64_t ms_per_s = 1000;
constexpr std::uint64_t skew_s = 5;

crypto::SigningSeed seed_of(const Core& core, const VaultId& vault) {
    return crypto::KeyDeriver::signing_seed(core.identity().ref(), "vault-login", vault.bytes());
}

// Base64 in the alphabet of RFC 4648 section 5, without padding.
void append_base64url(WipedBytes& out, View bytes) {
    const auto start = static_cast<std::ptrdiff_t>(out.size());
    append_base64(out, bytes);
    while (!out.empty() && out.back() == '=') out.pop_back();
    std::replace(out.begin() + start, out.end(), std::uint8_t{'+'}, std::uint8_t{'-'});
    std::replace(out.begin() + start, out.end(), std::uint8_t{'/'}, std::uint8_t{'_'});
}

// Every value is of our own making and needs no escape.
std::string claims_of(Core& core,
                      const VaultId& vault,
                      const TaskId& task,
                      session::TaskKind kind) {
    const auto now_s = core.now().wall_ms / ms_per_s;
    std::array<std::uint8_t, 16> number{};
    core.random().fill(number);
    return R"({"iss":")" + login_issuer(*core.state().installation) + R"(","aud":")" + vault.str() +
           R"(","sub":")" + task.str() + R"(","act":")" + std::string(session::role_of(kind)) +
           R"(","iat":)" + std::to_string(now_s) + R"(,"nbf":)" +
           std::to_string(now_s - std::min(now_s, skew_s)) + R"(,"exp":)" +
           std::to_string(now_s + login_lives_s) + R"(,"jti":")" + to_hex(number) + R"("})";
}

}  // namespace

std::string login_issuer(const Installation& installation) {
    return "sealwright:" + installation.id.str();
}

crypto::PublicKey login_key(const Core& core, const VaultId& vault) {
    return crypto::Signer::public_key(seed_of(core, vault));
}

WipedBytes make_login(Core& core,
                      const VaultId& vault,
                      const TaskId& task,
                      session::TaskKind kind) {
    WipedBytes login;
    append_base64url(login, view_of(header));
    login.push_back('.');
    append_base64url(login, view_of(claims_of(core, vault, task, kind)));
    const auto signature = crypto::Signer::sign(seed_of(core, vault), login);
    login.push_back('.');
    append_base64url(login, signature);
    return login;
}

}  // namespace sealwright::keeper
