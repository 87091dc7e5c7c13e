#include "sealwright/http/errors.hpp"
#include "sealwright/http/strict.hpp"

namespace sealwright::http {
namespace {

// Takes the last segment off `path`; empty when it has none.
std::string_view take_last(std::string_view& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {};
    const auto last = path.substr(slash + 1);
    path = path.substr(0, slash);
    return last;
}

bool fits(std::string_view part) {
    return !part.empty() && part.size() <= path_part_max;
}

// A node's session, whose messages only its agent and the keeper read.
std::optional<Endpoint> node_endpoint(std::string_view target) {
    if (target == "/v1/node/begin") return Endpoint::node_begin;
    if (target == "/v1/node/finish") return Endpoint::node_finish;
    if (target == "/v1/node/ask") return Endpoint::node_ask;
    return std::nullopt;
}

}  // namespace

Result<Route> match_route(Method method, std::string_view target) {
    constexpr std::string_view versioned = "/v1/";
    if (target == "/healthz") {
        if (method != Method::get) return errors::http_method_elsewhere;
        return Route{Endpoint::health, {}, {}};
    }
    if (!target.starts_with(versioned)) return errors::http_route_unknown;
    if (target == "/v1/auth/token/renew-self") {
        if (method == Method::get) return errors::http_method_elsewhere;
        return Route{Endpoint::renew_self, {}, {}};
    }
    if (const auto endpoint = node_endpoint(target)) {
        if (method != Method::post) return errors::http_method_elsewhere;
        return Route{*endpoint, {}, {}};
    }
    auto mount = target.substr(versioned.size());
    const auto key = take_last(mount);
    const auto operation = take_last(mount);
    const bool encrypts = operation == "encrypt";
    if ((!encrypts && operation != "decrypt") || !fits(mount) || !fits(key)) {
        return errors::http_route_unknown;
    }
    if (method == Method::get) return errors::http_method_elsewhere;
    return Route{encrypts ? Endpoint::encrypt : Endpoint::decrypt, mount, key};
}

}  // namespace sealwright::http
