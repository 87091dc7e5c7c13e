#include "service_answer.hpp"

#include "sealwright/claims/refusal.hpp"
#include "sealwright/session/errors.hpp"

namespace sealwright::agent {

// What the front refuses itself has no Refusal in it; its status says enough.
Error refusal_of(const http::Answer& answer) {
    const auto refusal = wire::decode<claims::Refusal>(answer.body);
    const auto status = fact("status", std::uint64_t{answer.status});
    if (!refusal) {
        const bool is_no = answer.status == 403;
        return {is_no ? errors::agent_refused : errors::agent_service_busy, {status}};
    }
    if (refusal->code == errors::session_unknown.code) return errors::session_unknown;
    const bool is_later = answer.status == 503;
    return {is_later ? errors::agent_service_busy : errors::agent_refused,
            {fact("code", std::uint64_t{refusal->code}),
             fact("says", refusal->sentence),
             fact("do", refusal->remedy)}};
}

}  // namespace sealwright::agent
