// What a person's tool sends over HTTP, read as far as the front has to.
//
// The signed question stays closed but for one thing: an Idempotency-Key is compared with the nonce
// of the proposal in it. Which path leads to which ask says the one matrix (operate/routes.hpp); a
// path without a row leads nowhere. Nothing that is read here is believed: the keeper reads it
// anew. Process: front. Limits: http::people_body_size_max. Spec: docs/reference/api.md.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"
#include "sealwright/operate/carry_messages.hpp"

namespace sealwright::front {

struct PersonRoute {
    std::uint16_t type = 0;  // As PersonCarry::route says it.
    bool is_proposal = false;
    bool is_stream = false;
};

Result<PersonRoute> person_route(const http::Route& route);

// `{"ask":"…"}` with the base64 of an encoded PersonAsk; gives that.
Result<Bytes> read_ask_body(View body);

Result<operate::PersonCarry> read_person_ask(const PersonRoute& route,
                                             const http::Exchange& exchange);

// The HTTP status of what the three above refuse.
std::uint16_t status_of(const Error& error);

// {"answer":"…"}
WipedBytes answer_body(View answer);

}  // namespace sealwright::front
