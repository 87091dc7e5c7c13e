// The commands `custodian prove|list`: whether the custodians still have their shares.
#include "custodian_store.hpp"
#include "errors.hpp"
#include "person_side.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/share.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

// Which of the shares is one of this group.
Outcome<threshold::SecretShare> share_of(const custody::Holdings& holdings,
                                         const threshold::Group& group) {
    for (const auto& each : holdings.shares) {
        auto share = each.of(group);
        if (share) return std::move(*share);
    }
    return errors::share_absent;
}

Answer answer_of_custodians(const Settings& settings, const operate::Custodians& all) {
    Table table({"#", "CUSTODIAN", "LAST SHOWN", "COUNTS"});
    for (const auto& each : all.custodians) {
        table.add({std::to_string(each.index),
                   printable(each.person),
                   time_for_people(each.proven_ms),
                   each.counts ? "yes" : "no"});
    }
    const auto margin = std::to_string(all.margin());
    const auto list = Json::list_of(all.custodians, [](const auto& each) {
        return Json::object({{"index", Json::number(each.index)},
                             {"person", Json::text(each.person)},
                             {"shown", Json::text(render_utc(each.proven_ms))},
                             {"counts", Json::boolean(each.counts)}});
    });
    const auto json = Json::object({{"threshold", Json::number(all.threshold)},
                                    {"epoch", Json::number(all.epoch)},
                                    {"keys", Json::number(all.wraps)},
                                    {"margin", Json::text(margin)},
                                    {"custodians", list}});
    if (all.custodians.empty()) {
        return answer_of(settings, json, "There are no custodians.\n");
    }
    const auto text = table.str() + "\n" +
                      pairs({{"enough", std::to_string(all.threshold)},
                             {"margin", margin},
                             {"keys", std::to_string(all.wraps)}});
    return answer_of(settings, json, text);
}

}  // namespace

Outcome<Answer> run(const CustodianProve& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    if (service.person() == nullptr) return errors::cli_person_here;
    TRY(store, CustodianStore::open(command.file, settings));
    TRY(all, service.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
    if (all.group.empty()) return errors::group_absent;
    TRY(group, threshold::Group::parse(all.group));
    TRY(share, share_of(store.holdings(), group));
    TRY(drawn, service.person()->challenge());
    SystemRandom random;
    TRY(proof, threshold::prove_held(share, group, drawn.challenge, random));
    const operate::HeldAsk ask{drawn.challenge, wire::encode_public(proof)};
    TRY(shown, service.person()->prove(ask));
    store.holdings().note(history_line("showed that the share is held", "", ""));
    TRY(store.save());
    return answer_of_custodians(settings, shown);
}

Outcome<Answer> run(const CustodianList&, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(all, service.ask<operate::Custodians>(operate::CustodiansAsk{}));
    return answer_of_custodians(settings, all);
}

}  // namespace sealwright::cli
