// The command `custodian receipt`, and what a receipt shows.
#include "receipts.hpp"

#include "custodian_store.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/transcript_play.hpp"
#include "sealwright/journal/note.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

using custody::GivenReceipt;
using custody::Receipt;

constexpr mode_t for_everybody = 0644;

Outcome<Answer> answer_of_taken(const Settings& settings,
                                const Receipt& receipt,
                                const crypto::PublicKey* service) {
    if (service != nullptr && *service != receipt.service) return errors::transcript_other;
    TRY(step, receipt.verify());
    TRY(act, wire::decode<ceremony::SignedAct>(step.act));
    const CeremonyId id(act.act.ceremony);
    const auto what = std::string(word_of(step.event));
    auto answer = answer_of(settings,
                            Json::object({{"holds", Json::boolean(true)},
                                          {"kind", Json::text("taken")},
                                          {"ceremony", Json::text(id.str())},
                                          {"installation", Json::text(act.act.installation.str())},
                                          {"person", Json::text(step.person)},
                                          {"what", Json::text(what)},
                                          {"round", Json::number(step.round)},
                                          {"step", Json::number(receipt.number)},
                                          {"time", Json::text(render_utc(step.moment.wall_ms))}}),
                            pairs({{"the receipt", "holds: the service took this act"},
                                   {"ceremony", id.str()},
                                   {"installation", act.act.installation.str()},
                                   {"person", printable(step.person)},
                                   {"what", what + ", round " + std::to_string(step.round)},
                                   {"step", std::to_string(receipt.number)},
                                   {"taken", time_for_people(step.moment.wall_ms)}}));
    if (service == nullptr) {
        answer.talk = "unanchored: give the verifier key that `init` printed with --verifier\n";
    }
    return answer;
}

Outcome<Answer> answer_of_given(const Settings& settings, const GivenReceipt& receipt) {
    TRY(receipt.verify());
    const auto& plan = receipt.plan;
    const CeremonyId id(plan.occasion.ceremony);
    const auto key = ceremony::key_text(receipt.given.key);
    auto answer =
        answer_of(settings,
                  Json::object({{"holds", Json::boolean(true)},
                                {"kind", Json::text("given")},
                                {"ceremony", Json::text(id.str())},
                                {"installation", Json::text(plan.installation.str())},
                                {"index", Json::number(receipt.given.index)},
                                {"key", Json::text(key)},
                                {"in_the_room", Json::boolean(receipt.given.is_in_the_room)},
                                {"reason", Json::text(plan.reason)}}),
                  pairs({{"the receipt", "holds: who has this key signed that they gave"},
                         {plan.is_drill()  ? "drill"
                          : plan.is_root() ? "root window"
                                           : "recovery",
                          id.str()},
                         {"installation", plan.installation.str()},
                         {"asked by", printable(plan.asked_by)},
                         {"reason", printable(plan.reason)},
                         {"index", std::to_string(receipt.given.index)},
                         {"key", key},
                         {"in the room", receipt.given.is_in_the_room ? "yes" : "no"}}));
    answer.talk =
        "A locked service signs nothing: this shows what was given to it, and the transcript of "
        "the recovery whether it was taken.\n";
    return answer;
}

}  // namespace

Outcome<std::optional<Answer>> answer_of_receipt(const Settings& settings,
                                                 View bytes,
                                                 const crypto::PublicKey* service) {
    const auto taken = wire::decode<Receipt>(bytes);
    if (taken) {
        TRY(answer, answer_of_taken(settings, *taken, service));
        return std::optional<Answer>(std::move(answer));
    }
    const auto given = wire::decode<GivenReceipt>(bytes);
    if (!given) return std::optional<Answer>();
    TRY(answer, answer_of_given(settings, *given));
    return std::optional<Answer>(std::move(answer));
}

Result<void> check_receipt(const std::string& path, const custody::Transcript& transcript) {
    TRY(text, read_file(path, custody::receipt_max));
    const auto receipt = wire::decode<Receipt>(view_of(text));
    if (!receipt) return Error(errors::transcript_invalid, {fact("file", path)});
    TRY(receipt->verify());
    if (receipt->is_in(transcript)) return done;
    return Error(errors::cli_receipt_missing, {fact("step", std::uint64_t{receipt->number})});
}

Outcome<Answer> run(const CustodianReceipt& command, const Settings& settings) {
    TRY(store, CustodianStore::open(command.file, settings));
    const auto& history = store.holdings().history;
    const bool is_there = command.entry >= 1 && command.entry <= history.size() &&
                          !history[command.entry - 1].receipt.empty();
    if (!is_there) {
        return Error(errors::cli_receipt_none, {fact("entry", std::uint64_t{command.entry})});
    }
    const auto& receipt = history[command.entry - 1].receipt;
    TRY(write_file(command.out, receipt, {for_everybody}));
    TRY(answer, answer_of_receipt(settings, receipt, nullptr));
    if (!answer) return errors::transcript_invalid;
    answer->talk = "Written to " + printable(command.out) + ".\n";
    return *std::move(answer);
}

}  // namespace sealwright::cli
