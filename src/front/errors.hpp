// Stable error codes of the front (2700, 3360). Process: front.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec front_no_certificate{
    2700,
    "front-no-certificate",
    "the vault showed no client certificate",
    "set tls_client_cert and tls_client_key in the vault's seal stanza and restart it"};
inline constexpr ErrorSpec front_keeper_away{
    2701, "front-keeper-away", "the keeper is away", "the vault asks again by itself"};
inline constexpr ErrorSpec front_no_token_needed{
    2702,
    "front-no-token-needed",
    "Sealwright needs no token: the client certificate is the identity",
    "remove `token` from the vault's seal stanza, or leave it: it is not read"};
inline constexpr ErrorSpec front_busy{2703,
                                      "front-busy",
                                      "too many asks wait for the keeper",
                                      "the vault asks again by itself; see `sealwright status`"};
inline constexpr ErrorSpec front_certificate_expired{
    2704,
    "front-certificate-expired",
    "the vault's client certificate has expired",
    "give the vault a new one, `sealwright node add` it, and restart the vault"};
inline constexpr ErrorSpec front_certificate_early{
    2705,
    "front-certificate-early",
    "the vault's client certificate is not valid yet",
    "compare the clocks of the two hosts, or wait"};
inline constexpr ErrorSpec front_probe_unknown{
    2706,
    "front-probe-unknown",
    "the keeper cannot be asked, and the front does not know this vault's key version",
    "start the vault again when `sealwright status` says open"};
inline constexpr ErrorSpec front_start{2707,
                                       "front-start",
                                       "the front cannot start",
                                       "start it with sealwrightd: --config FILE.compiled, and a "
                                       "listening socket as descriptor 3"};
inline constexpr ErrorSpec front_answer_invalid{
    2708,
    "front-answer-invalid",
    "the keeper's answer cannot be read",
    "all programs must come from one release: reinstall them"};
inline constexpr ErrorSpec front_keeper_silent{
    2709,
    "front-keeper-silent",
    "the keeper did not answer in time",
    "the vault asks again by itself; see the keeper's log"};

inline constexpr ErrorSpec front_certificate_over{
    2730,
    "front-certificate-over",
    "the new server certificate has expired already, and the one that is served has not",
    "put a current certificate in its place, then reload again; the old one is served until then"};
inline constexpr ErrorSpec front_metrics_only{2720,
                                              "front-metrics-only",
                                              "this listener serves metrics and nothing else",
                                              "use GET /metrics here; vaults use [listen]"};
inline constexpr ErrorSpec front_scrapes{2721,
                                         "front-scrapes",
                                         "too many scrapes wait for the keeper",
                                         "scrape less often, or from fewer places"};

// People and their tools (3360).
inline constexpr ErrorSpec front_people_body{
    3360,
    "front-people-body",
    "the body is not the one signed question that this path takes",
    "send {\"ask\":\"BASE64\"} and nothing else, as the tool does; see the API's description"};
inline constexpr ErrorSpec front_people_media{3361,
                                              "front-people-media",
                                              "the Content-Type is not application/json",
                                              "send it as application/json, once"};
inline constexpr ErrorSpec front_people_doubled{
    3362,
    "front-people-doubled",
    "Content-Type or Idempotency-Key came more than once",
    "send each of them once; look at what stands between the tool and the service"};
inline constexpr ErrorSpec front_people_ask{
    3363,
    "front-people-ask",
    "what the body holds is not a signed question",
    "use a tool of this release; what it sends is described in acts.md"};
inline constexpr ErrorSpec front_people_nonce{
    3364,
    "front-people-nonce",
    "the Idempotency-Key is not the nonce of the proposal that was signed",
    "leave it out, or send the proposal's nonce as 32 hex digits"};
inline constexpr ErrorSpec front_people_busy{3365,
                                             "front-people-busy",
                                             "too many people's questions wait for the keeper",
                                             "ask again in a moment, with a new question"};
inline constexpr ErrorSpec front_people_route{3366,
                                              "front-people-route",
                                              "nothing is asked for at this path",
                                              "use a path of GET /v1/openapi.json"};
inline constexpr ErrorSpec front_people_streams{
    3367,
    "front-people-streams",
    "as many streams of events are open as may be, or as may be of one address",
    "close one, or ask with `requests` from time to time"};
inline constexpr ErrorSpec front_people_away{
    3368,
    "front-people-away",
    "the keeper is away",
    "ask again in a moment, with a new question; see `sealwright status` on the service's host"};
inline constexpr ErrorSpec front_people_silent{
    3369,
    "front-people-silent",
    "the keeper did not answer in time",
    "it may have been done all the same: look at the requests before you propose it again"};
inline constexpr ErrorSpec front_people_answer{
    3370,
    "front-people-answer",
    "the keeper's answer cannot be read",
    "all programs must come from one release: reinstall them"};

}  // namespace sealwright::errors
