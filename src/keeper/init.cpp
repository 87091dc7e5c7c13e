// The route `init`: founds a solo installation.
//
// Every token of the group must be there; a token without a key gets one now (this and `token
// enrol` before init are the only places where a key is made). The service key is split over them,
// the identity made, and entry 1 of the journal says "solo" for ever.
#include "operating.hpp"
#include "sealwright/hsm/client/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

Installation blank_installation(const supervise::Settings& settings,
                                crypto::Threshold threshold,
                                Now now,
                                Random& random) {
    Installation installation;
    installation.id = InstallationId::random(random);
    installation.provenance = {
        settings.environment, settings.owner, InstanceId::random(random), settings.token_group};
    installation.solo = true;
    // Tokens remember the last (run, sequence) they served; a new installation starts above it.
    installation.run = now.wall_ms;
    installation.threshold = threshold;
    installation.service_key.environment = settings.environment;
    installation.service_key.subject = hsm::KeySubject::service_key;
    installation.service_key.subject_id = installation.id.bytes();
    installation.service_key.version = 1;
    return installation;
}

}  // namespace

Result<Reply> Operating::init(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::InitAsk>(ask.body));
    if (!message.solo) return errors::found_first;

    for (const auto& token : desk_.tokens()) {
        if (token.state == "no key") TRY(desk_.enrol(token.name));
    }
    const auto& settings = core_.settings();
    const crypto::Threshold threshold{settings.threshold,
                                      static_cast<std::uint8_t>(settings.tokens.size())};
    auto installation = blank_installation(settings, threshold, core_.now(), core_.random());
    TRY(made, core_.keys().make(installation.service_key, threshold, {installation.run, 0}));
    installation.service_key = std::move(made.record);
    auto identity = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(core_.random());
    installation.verifier = crypto::Signer::public_key(identity);

    EntryDraft entry{claims::Origin{ask.origin},
                     journal::Kind::founded,
                     {{"installation", installation.id.str()},
                      {"solo", std::string("yes: one operator decides alone")},
                      {"environment", settings.environment},
                      {"owner", settings.owner},
                      {"threshold", std::uint64_t{threshold.needed}},
                      {"tokens", std::uint64_t{threshold.total}},
                      {"verifier", Digest(installation.verifier)}}};
    TRY(core_.found(installation, made.key, std::move(identity), std::move(entry)));
    return status({operate::StatusAsk::type, {}, ask.origin});
}

}  // namespace sealwright::keeper
