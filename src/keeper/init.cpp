// The route `init`: founds a solo installation.
//
// The service key is split over the tokens, the identity made, and entry 1 of the journal says
// "solo" for ever.
#include "new_installation.hpp"
#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"

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

Result<NewInstallation> make_installation(Core& core, TokenDesk& desk) {
    TRY(desk.enrol_new());
    const auto& settings = core.settings();
    const auto threshold = core.threshold();
    auto installation = blank_installation(settings, threshold, core.now(), core.random());
    TRY(made, core.keys().make(installation.service_key, threshold, {installation.run, 0}));
    installation.service_key = std::move(made.record);
    auto identity = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(core.random());
    installation.verifier = crypto::Signer::public_key(identity);
    return NewInstallation{std::move(installation), std::move(made.key), std::move(identity)};
}

EntryDraft founded_entry(const claims::Origin& origin,
                         const Installation& installation,
                         std::string solo) {
    return {origin,
            journal::Kind::founded,
            {{"installation", installation.id.str()},
             {"solo", std::move(solo)},
             {"environment", installation.provenance.environment},
             {"owner", installation.provenance.owner},
             {"threshold", std::uint64_t{installation.threshold.needed}},
             {"tokens", std::uint64_t{installation.threshold.total}},
             {"verifier", Digest(installation.verifier)}}};
}

Result<Reply> Operating::init(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::InitAsk>(ask.body));
    if (!message.solo) return errors::found_first;
    if (core_.state().founding) return errors::founding_under_way;
    TRY(made, make_installation(core_, desk_));
    const auto& installation = made.installation;
    TRY(core_.found(installation,
                    made.service_key,
                    std::move(made.identity),
                    std::nullopt,
                    founded_entry(ask.origin, installation, "yes: one operator decides alone")));
    return status({operate::StatusAsk::type, {}, ask.origin});
}

}  // namespace sealwright::keeper
