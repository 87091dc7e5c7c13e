// What a keeper's transcripts are read with, and written anew by a service that is not honest.
#pragma once

#include "custody_bench.hpp"
#include "sealwright/custody/transcript_play.hpp"

namespace sealwright::test {

inline Bytes file_of(CustodyBench& bench, const CeremonyId& id) {
    const auto reply = bench.asks("wil", operate::TranscriptAsk{id.bytes()});
    REQUIRE(reply.type == operate::TranscriptShown::type);
    const auto shown = wire::decode<operate::TranscriptShown>(reply.body);
    REQUIRE(shown.ok());
    return shown->transcript;
}

inline custody::Transcript read(const Bytes& file) {
    const auto transcript = wire::decode<custody::Transcript>(file);
    REQUIRE(transcript.ok());
    return *transcript;
}

inline custody::Played played(CustodyBench& bench, const CeremonyId& id) {
    const auto transcript = read(file_of(bench, id));
    const auto& service = bench.core().state().installation->verifier;
    const auto result = custody::play(transcript, &service);
    INFO((result ? std::string() : result.error().sentence()));
    REQUIRE(result.ok());
    // What a stranger works out is what the keeper has.
    CHECK(result->ceremony == bench.now(id));
    return *result;
}

// "step 7, deal of dora", of the first that does not hold; empty: all of it does.
inline std::string flaw_of(const custody::Transcript& transcript) {
    const auto result = custody::play(transcript, nullptr);
    if (result) return {};
    if (!result.error().is(errors::transcript_step)) return result.error().spec().name;
    const auto& facts = result.error().facts();
    return std::to_string(std::get<std::uint64_t>(facts[0].value)) + " " +
           std::get<PublicText>(facts[1].value).str();
}

inline std::size_t count_of(const custody::Played& played, custody::Event event) {
    return static_cast<std::size_t>(
        std::ranges::count(played.steps, event, &custody::ToldStep::event));
}

// As a service would write it that is not honest: chained and signed anew.
inline custody::Transcript rewritten(CustodyBench& bench,
                                     const custody::Transcript& from,
                                     std::vector<custody::TranscriptStep> steps) {
    custody::Transcript transcript;
    transcript.header = from.header;
    for (auto& step : steps) {
        step.previous = transcript.head();
        transcript.steps.push_back(wire::encode_public(step));
    }
    keeper::sign(transcript, bench.core().identity());
    return transcript;
}

inline std::vector<custody::TranscriptStep> steps_in(const custody::Transcript& transcript) {
    std::vector<custody::TranscriptStep> steps;
    for (const auto& bytes : transcript.steps) {
        steps.push_back(*wire::decode<custody::TranscriptStep>(bytes));
    }
    return steps;
}

}  // namespace sealwright::test
