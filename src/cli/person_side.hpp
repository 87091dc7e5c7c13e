// PersonSide: one person at a service: signs what is asked, and believes what the service signed.
//
// A reading ask travels as a signed question. A changing one becomes a plan, is shown in words,
// signed as an act and proposed; when it was carried out at once, the answer is read as the command
// expects it. Without a pin it asks about a founding and nothing else. Process: cli. Spec:
// docs/protocol/acts.md sections 5 and 9.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/request.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/operate/people_messages.hpp"
#include "sealwright/operate/routes.hpp"
#include "sealwright/person/signer.hpp"
#include "way.hpp"

#include <memory>
#include <optional>

namespace sealwright::cli {

// The message, when it is of this type; the service's Refusal; or neither.
Outcome<Message> expect(Message message, std::uint16_t answer_type);

class PersonSide {
public:
    PersonSide(Way& way, std::unique_ptr<person::Signer> signer, std::optional<config::Pin> pin)
        : way_(way), signer_(std::move(signer)), pin_(std::move(pin)) {}

    Outcome<Message> ask(std::uint16_t type,
                         View body,
                         std::uint16_t answer_type,
                         std::uint64_t within_ms);

    // What this person says to a request, signed and sent.
    Outcome<ceremony::Request> decide(const ceremony::Request& request,
                                      ceremony::Choice choice,
                                      const std::string& reason);
    Outcome<ceremony::Request> request(const RequestId& id);
    Outcome<ceremony::Roster> roster();
    // A challenge for this custodian, and the proof that answers it.
    Outcome<operate::HeldChallenge> challenge();
    Outcome<operate::Custodians> prove(const operate::HeldAsk& ask);
    // What this person says in a ceremony: as a custodian, or as an operator who ends it.
    Outcome<operate::CeremonyShown> act_in(const ceremony::Ceremony& ceremony,
                                           ceremony::Choice choice,
                                           Bytes contribution,
                                           const Digest& digest);

    // `act` under this person's key.
    Result<ceremony::SignedAct> sign(const ceremony::Act& act);
    [[nodiscard]] person::Signer& signer() { return *signer_; }
    // Who signs from now on; who did until now comes back.
    std::unique_ptr<person::Signer> use(std::unique_ptr<person::Signer> signer) {
        return std::exchange(signer_, std::move(signer));
    }
    [[nodiscard]] const std::optional<config::Pin>& pin() const { return pin_; }

private:
    template <class Answer, class Ask>
    Outcome<Answer> question(const Ask& ask) {
        TRY(message, send(path_of(Ask::type), Ask::type, wire::encode(ask), default_ms));
        TRY(expected, expect(std::move(message), Answer::type));
        TRY(answer, wire::decode<Answer>(expected.body));
        return std::move(answer);
    }
    Outcome<Message> send(const std::string& path,
                          std::uint16_t type,
                          View body,
                          std::uint64_t within_ms);
    Outcome<Message> send_once(const std::string& path,
                               std::uint16_t type,
                               View body,
                               std::uint64_t within_ms);
    Outcome<Message> believed(const operate::PersonAsk& ask, Message message) const;
    static std::string path_of(std::uint16_t type);

    Outcome<Message> propose(const operate::Route& route, View body, std::uint16_t answer_type);
    Outcome<ceremony::Request> proposed(const operate::Route& route, const ceremony::Plan& plan);
    // What has become of this plan before.
    struct Before {
        std::uint32_t attempt = 0;                // 1: it was vetoed.
        std::optional<ceremony::Request> open{};  // This person's own, not ended.
    };
    Outcome<Before> before(const ceremony::Plan& plan, const std::string& person);
    // The answer that the local socket would have given, read after the change was carried out.
    Outcome<Message> usual_answer(const ceremony::Plan& plan, std::uint16_t answer_type);
    Outcome<ceremony::Act> act_of(const ceremony::Roster& roster, ceremony::Roles roles) const;

    static constexpr std::uint64_t default_ms = 10'000;

    Way& way_;
    std::unique_ptr<person::Signer> signer_;
    std::optional<config::Pin> pin_;
    SystemClock clock_;
    SystemRandom random_;
};

}  // namespace sealwright::cli
