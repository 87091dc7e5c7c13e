// The commands `custodian host add|list|remove` and `recover host`: a recovery host's card.
#include "confirm.hpp"
#include "custodian_store.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "host_words.hpp"
#include "run.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/errors.hpp"
#include "table.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

constexpr std::size_t authority_max = std::size_t{256} * 1024;

Json json_of(const custody::PinnedHost& host) {
    return Json::object({{"name", Json::text(host.name)},
                         {"endorsement_key", Json::text(to_hex(host.endorsement))},
                         {"endorsed_by", Json::text(host.endorsed_by)},
                         {"pcrs", Json::text(host.state.values.set.str())},
                         {"reset_count", Json::number(host.state.reset_count)},
                         {"pinned", Json::text(render_utc(host.pinned_ms))}});
}

Answer answer_of_hosts(const Settings& settings, const custody::Holdings& holdings) {
    Table table({"HOST", "PCRS", "PINNED", "TPM OF"});
    for (const auto& each : holdings.hosts) {
        table.add({printable(each.name),
                   each.state.values.set.str(),
                   time_for_people(each.pinned_ms),
                   each.endorsed_by.empty() ? "-" : printable(each.endorsed_by)});
    }
    const auto json = Json::object(
        {{"hosts", Json::list_of(holdings.hosts, [](const auto& each) { return json_of(each); })}});
    return answer_of(
        settings, json, holdings.hosts.empty() ? "No recovery host is pinned.\n" : table.str());
}

// Roots, and the intermediates that the TPM does not bring: what is no root only leads to one.
Result<attest::Trust> trust_in(const std::string& path) {
    constexpr std::string_view end = "-----END CERTIFICATE-----";
    attest::Trust trust;
    if (path.empty()) return trust;
    TRY(pem, read_file(path, authority_max));
    std::string_view rest(pem);
    do {
        const auto place = rest.find(end);
        const auto one =
            rest.substr(0, place == std::string_view::npos ? place : place + end.size());
        rest.remove_prefix(one.size());
        const bool is_root = trust.add(attest::Trust::Kind::root, one).ok();
        if (!is_root) TRY(trust.add(attest::Trust::Kind::intermediate, one));
    } while (rest.find(end) != std::string_view::npos);
    return trust;
}

Result<void> compare_words(const std::string& given, const std::string& words) {
    if (!given.empty()) {
        return given == words ? Result<void>(done) : Result<void>(errors::cli_words_other);
    }
    talk_now(
        "Somebody whose voice you know reads the words to you from the host's own screen "
        "(`sealwright "
        "recover host`). Any difference means that you would pin another machine.\n");
    return confirm("same");
}

}  // namespace

Outcome<Answer> run(const RecoverHost& command, const Settings& settings) {
    TRY(card, read_card(command.card));
    TRY(host, host_on(card, attest::Trust(), false));
    auto answer = answer_of(settings, json_of(card, host), text_of(card, host));
    answer.talk =
        "Give this file to each custodian and read the words to them. They run: sealwright "
        "custodian "
        "host add FILE --file SHARES\n";
    return answer;
}

Outcome<Answer> run(const CustodianHostAdd& command, const Settings& settings) {
    TRY(card, read_card(command.card));
    TRY(trust, trust_in(command.authority));
    TRY(host, host_on(card, trust, !command.authority.empty()));
    TRY(custody::check_registers(host));
    TRY(store, CustodianStore::open(command.file, settings));
    talk_now(text_of(card, host));
    const auto words = ceremony::spoken(card.digest());
    TRY(compare_words(command.words, words));
    auto& holdings = store.holdings();
    const auto what = "recovery host " + host.name;
    TRY(holdings.pin(std::move(host)));
    holdings.note(history_line("pinned a host", what, words));
    TRY(store.save());
    return answer_of_hosts(settings, holdings);
}

Outcome<Answer> run(const CustodianHosts& command, const Settings& settings) {
    TRY(store, CustodianStore::open(command.file, settings));
    return answer_of_hosts(settings, store.holdings());
}

Outcome<Answer> run(const CustodianHostRemove& command, const Settings& settings) {
    TRY(store, CustodianStore::open(command.file, settings));
    auto& holdings = store.holdings();
    const auto gone =
        std::erase_if(holdings.hosts, [&](const auto& each) { return each.name == command.name; });
    if (gone == 0) return Error(errors::cli_host_unknown, {fact("host", command.name)});
    holdings.note(history_line("forgot a host", "recovery host " + command.name, ""));
    TRY(store.save());
    return answer_of_hosts(settings, holdings);
}

}  // namespace sealwright::cli
