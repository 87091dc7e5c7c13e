// The one form of an HTTP/1.1 request that we read, the routes we serve, and the one form of an
// answer that we read from our own service.
//
// Pure: bytes in, a head or a refusal out. Whatever two parsers might read differently (a second
// length, an encoding, a folded line, a bare LF, an escaped path) is refused instead of understood,
// so nobody can hide a request in another. Each refusal has its own code; after one, the connection
// is closed with everything unread on it. Process: front, agent. Limits below. Spec: RFC 9112,
// narrowed in docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sealwright::http {

inline constexpr std::size_t head_size_max = std::size_t{8} * 1024;
inline constexpr std::size_t fields_max = 64;
inline constexpr std::size_t body_size_max = std::size_t{64} * 1024;
inline constexpr std::size_t people_body_size_max = std::size_t{200} * 1024;  // Of its routes only.
inline constexpr std::size_t answer_size_max = std::size_t{160} * 1024;
inline constexpr std::size_t json_answer_size_max = std::size_t{5} * 1024 * 1024;  // A person's.
inline constexpr std::size_t path_part_max = 128;  // Of a mount, of a key name.

enum class Method : std::uint8_t { get, post, put };

struct Head {
    Method method{};
    std::string_view target;  // Into the bytes that were checked.
    std::size_t content_length = 0;
    bool keep_alive = true;
    // Empty when they are not there; what they mean is the route's matter.
    std::string_view content_type;
    std::string_view idempotency_key;
    bool is_doubled = false;  // One of these two came more than once.
};

// The size of the head at the start of `received`, with its empty line; nothing while it is not
// there yet. The first `searched` bytes were looked at before, so dripped bytes cost nothing twice.
Result<std::optional<std::size_t>> head_size(View received, std::size_t searched);

// `head` ends with its empty line.
Result<Head> check_head(std::string_view head);

struct AnswerHead {
    std::uint16_t status = 0;  // 200 to 599, and one whose answer has a body.
    std::size_t content_length = 0;
    bool keep_alive = true;
};

// The same for the head of an answer, which must name the length of its body.
Result<AnswerHead> check_answer_head(std::string_view head, std::size_t body_max = answer_size_max);

enum class Endpoint : std::uint8_t {
    encrypt,
    decrypt,
    renew_self,
    health,
    node_begin,
    node_finish,
    node_ask,
    description,
    query,
    request,
    decide,
    founding,
    ceremony,
    events,
};

struct Route {
    Endpoint endpoint{};
    std::string_view mount;  // May have several segments: "tenant-a/transit".
    std::string_view key;    // Of a query, a request, a founding and a ceremony: the last.
};

// Paths for people: with errors of another form, and larger bodies.
bool is_for_people(std::string_view target);
// Whether a head that is refused for what it says further on asks at such a path.
bool asks_for_people(std::string_view head);

Result<Route> match_route(Method method, std::string_view target);

}  // namespace sealwright::http
