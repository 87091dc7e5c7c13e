// What a service's HTTP answer means to an agent. Process: agent. Spec: docs/protocol/session.md 1.
#pragma once

#include "errors.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/client.hpp"
#include "sealwright/wire/codec.hpp"

namespace sealwright::agent {

// An answer that is no 200, as an error: session_unknown, agent_refused or agent_service_busy.
Error refusal_of(const http::Answer& answer);

template <class Message>
Result<Message> read_answer(const http::Answer& answer) {
    if (answer.status != 200) return refusal_of(answer);
    auto message = wire::decode<Message>(answer.body);
    if (!message) return errors::agent_answer_invalid;
    return message;
}

}  // namespace sealwright::agent
