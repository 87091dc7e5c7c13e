// Stable error codes of session (1500-1549). Process: keeper, agent, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec session_order{1500,
                                         "session-order",
                                         "a step of a session was asked for out of its turn",
                                         "begin again; if it stays so, report it as a defect"};
inline constexpr ErrorSpec attestation_refused{
    1501,
    "attestation-refused",
    "attestation refused",
    "ask the service's operator: `sealwright explain` names the claim that failed"};
inline constexpr ErrorSpec service_unproven{
    1502,
    "service-unproven",
    "the answer is not of the service whose key is pinned here",
    "compare the pinned key with the one that `init` printed; if they are equal, somebody between "
    "answers in the service's place"};
inline constexpr ErrorSpec session_unknown{
    1503, "session-unknown", "session unknown", "nothing is to be done: the agent begins again"};
inline constexpr ErrorSpec challenge_foreign{
    1504,
    "challenge-foreign",
    "the challenge is not one that this keeper made in the last two minutes",
    "nothing is to be done after a restart of the keeper: the agent begins again"};
inline constexpr ErrorSpec challenge_old{
    1505,
    "challenge-old",
    "the challenge is older than 60 s",
    "the agent begins again; if it stays so, find out why its TPM is slow"};
inline constexpr ErrorSpec challenge_used{
    1506,
    "challenge-used",
    "the challenge was used before, or a later one of its node was accepted",
    "the agent begins again; if it stays so, two agents run with one node id"};
inline constexpr ErrorSpec challenge_other{
    1507,
    "challenge-other",
    "the challenge is for another purpose, node or vault than was begun",
    "somebody between mixes up answers: look at what ends TLS in front of the service"};
inline constexpr ErrorSpec exchange_invalid{
    1508,
    "exchange-invalid",
    "an exchange key is one with which everybody agrees on the same secret",
    "no honest end makes one: look at what ends TLS in front of the service"};
inline constexpr ErrorSpec record_too_long{1509,
                                           "record-too-long",
                                           "a message is too long for a record",
                                           "send at most 64 KiB to a path of at most 128 letters"};
inline constexpr ErrorSpec challenges_busy{
    1510,
    "challenges-busy",
    "too many nodes attest at once",
    "nothing is to be done: the agent tries again within a minute"};

}  // namespace sealwright::errors
