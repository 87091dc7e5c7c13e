// What the tests of the token core ask and read.
#pragma once

#include "software_token.hpp"

#include <doctest/doctest.h>

namespace sealwright::test {

inline hsm::PrfAsk ask_for(const std::vector<hsm::ShareContext>& contexts,
                           std::uint64_t run = 1,
                           std::uint64_t sequence = 1) {
    hsm::PrfAsk ask;
    ask.run = run;
    ask.sequence = sequence;
    for (const auto& context : contexts) {
        hsm::PrfQuestion question;
        question.context = wire::encode_public(context);
        question.salt.fill(4);
        ask.questions.push_back(question);
    }
    return ask;
}

inline std::uint16_t refusal_code(const hsm::Answer& answer) {
    REQUIRE(answer.type == claims::Refusal::type);
    const auto refusal = wire::decode<claims::Refusal>(answer.body);
    REQUIRE(refusal.ok());
    return refusal->code;
}

inline hsm::Status status_in(const hsm::Answer& answer) {
    REQUIRE(answer.type == hsm::Status::type);
    auto status = wire::decode<hsm::Status>(answer.body);
    REQUIRE(status.ok());
    return *status;
}

}  // namespace sealwright::test
