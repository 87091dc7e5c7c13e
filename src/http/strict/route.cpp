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

// What is behind `before`, when it is one segment of a length that a name may have.
std::optional<std::string_view> name_behind(std::string_view target, std::string_view before) {
    if (!target.starts_with(before)) return std::nullopt;
    const auto name = target.substr(before.size());
    if (!fits(name) || name.find('/') != std::string_view::npos) return std::nullopt;
    return name;
}

// No route of a seal has so few segments, whatever its mount is called.
std::optional<Route> people_route(std::string_view target) {
    if (target == "/v1/openapi.json") return Route{Endpoint::description, {}, {}};
    if (target == "/v1/acts") return Route{Endpoint::decide, {}, {}};
    if (target == "/v1/events") return Route{Endpoint::events, {}, {}};
    if (const auto name = name_behind(target, "/v1/queries/")) {
        return Route{Endpoint::query, {}, *name};
    }
    if (const auto name = name_behind(target, "/v1/requests/")) {
        return Route{Endpoint::request, {}, *name};
    }
    if (const auto name = name_behind(target, "/v1/founding/")) {
        return Route{Endpoint::founding, {}, *name};
    }
    if (const auto name = name_behind(target, "/v1/ceremonies/")) {
        return Route{Endpoint::ceremony, {}, *name};
    }
    return std::nullopt;
}

}  // namespace

bool is_for_people(std::string_view target) {
    return people_route(target).has_value();
}

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
    if (const auto route = people_route(target)) {
        const auto wanted = route->endpoint == Endpoint::description ? Method::get : Method::post;
        if (method != wanted) return errors::http_method_elsewhere;
        return *route;
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
