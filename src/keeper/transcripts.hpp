// Transcripts: what happened in each ceremony, written down in the commit in which it happens.
//
// One that ended stays as long as its ceremony is kept; the service signs its last digest whenever
// somebody asks for it. An end always has room. Process: keeper. Limits: 2,048 steps, 1 MiB, 64
// restarts a ceremony. Spec: docs/protocol/ceremony.md section 11.
#pragma once

#include "draft.hpp"
#include "sealwright/ceremony/request.hpp"
#include "sealwright/crypto/sign.hpp"

namespace sealwright::keeper {

inline constexpr std::size_t restarts_told_max = 64;

// What the service does or sees by itself.
custody::TranscriptStep told_by_service(custody::Event event,
                                        const ceremony::Moment& now,
                                        std::string_view why = {});
// What a person has signed; `said` as far as it is kept, or the reason.
custody::TranscriptStep told_by(custody::Event event,
                                const ceremony::Moment& now,
                                const ceremony::SignedAct& act,
                                std::uint8_t round,
                                View said);
// Where it has led.
custody::TranscriptStep led_to(custody::TranscriptStep step, const ceremony::Ceremony& ceremony);
// Time moves the ceremony; the step, where it did.
std::optional<custody::TranscriptStep> look_at(ceremony::Ceremony& ceremony,
                                               const ceremony::Moment& now);
// The service refuses in a holder's name; the step, where that was taken.
std::optional<custody::TranscriptStep> leave_out(ceremony::Ceremony& ceremony,
                                                 const ceremony::Holder& holder,
                                                 std::string_view why,
                                                 const ceremony::Moment& now);

// Behind what stands there; refuses what has no room.
Result<void> append(custody::Transcript& transcript, custody::TranscriptStep step, bool is_end);

// Without its signature; empty: nothing was written of it.
custody::Transcript transcript_of(const Custody& custody, const CeremonyId& id);
void sign(custody::Transcript& transcript, const crypto::SigningSeed& identity);
std::size_t restarts_in(const custody::Transcript& transcript);

void put_transcript(Draft& draft, const CeremonyId& id, const custody::Transcript& transcript);
void forget_transcript(Draft& draft, const CeremonyId& id);

// The header of one that makes a key, and its first steps.
Result<custody::Transcript> begin_transcript(const State& state,
                                             const KeptCeremony& kept,
                                             const ceremony::Request& request,
                                             const ceremony::Moment& now);
// These steps, behind the roster when it is another one by now. The digest of the last of them.
Result<Digest> tell(Draft& draft,
                    const KeptCeremony& kept,
                    const std::vector<custody::TranscriptStep>& steps);

}  // namespace sealwright::keeper
