// The command `custodian contribute`: to a service that is locked and signs nothing, or to one that
// serves, and signs what it asks.
#include "confirm.hpp"
#include "custodian_store.hpp"
#include "errors.hpp"
#include "names.hpp"
#include "person_side.hpp"
#include "recovery_words.hpp"
#include "run.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/question.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/giving.hpp"
#include "sealwright/custody/receipt.hpp"
#include "service.hpp"
#include "table.hpp"
#include "unsigned_word.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

// Those of the installation that is meant: what all have certified first, then the newest. One that
// was never certified may be the one that counts, when its last answer was lost.
Result<std::vector<const custody::HeldShare*>> shares_in(const custody::Holdings& holdings,
                                                         const std::string& installation) {
    std::vector<const custody::HeldShare*> found;
    for (const auto& each : holdings.shares) {
        if (!installation.empty() && each.installation.str() != installation) continue;
        const bool is_other = !found.empty() && found.front()->installation != each.installation;
        if (is_other) return errors::cli_shares_several;
        found.push_back(&each);
    }
    if (found.empty()) return errors::share_absent;
    std::ranges::sort(found, [](const auto* left, const auto* right) {
        return std::pair(!left->group.empty(), left->epoch.value()) >
               std::pair(!right->group.empty(), right->epoch.value());
    });
    return found;
}

// Asks with the key that stands in the group: the service knows its people no more.
class ShareSide {
public:
    ShareSide(const custody::HeldShare& share, Way& way) : share_(share), way_(way) {}

    // What a plan asks for that only the service itself may ask: its signature is around it.
    [[nodiscard]] bool is_signed() const { return is_signed_; }

    template <class Ask>
    Outcome<operate::RecoveryShown> ask(const std::string& path, const Ask& ask_of_it) {
        operate::Question question;
        question.installation = share_.installation.bytes();
        question.environment = share_.environment;
        question.wall_ms = SystemClock().now().wall_ms;
        random_.fill(question.nonce);
        question.type = Ask::type;
        const auto body = wire::encode(ask_of_it);
        question.body.assign(body.begin(), body.end());
        const auto statement = person::Statement::of(question);
        operate::PersonAsk signed_ask;
        signed_ask.question = statement.bytes();
        signed_ask.key = crypto::Signer::public_key(share_.identity);
        signed_ask.signature = crypto::Signer::sign(share_.identity, statement.digest());
        TRY(message,
            way_.exchange(path,
                          operate::PersonAsk::type,
                          wire::encode(signed_ask),
                          Service::init_deadline_ms));
        return shown_in(std::move(message), statement.digest());
    }

private:
    // All of it is held against the share, and of a root window the signature as well.
    Outcome<operate::RecoveryShown> shown_in(Message message, const Digest& question) {
        is_signed_ = false;
        if (message.type == operate::PersonAnswer::type) {
            auto answer = wire::decode<operate::PersonAnswer>(message.body);
            if (!answer) return errors::cli_answer_forged;
            const auto digest = ceremony::answer_digest(
                question, answer->answer_type, answer->body, answer->wall_ms);
            is_signed_ = crypto::verify(share_.service, digest, answer->signature).ok();
            message = Message{answer->answer_type, std::move(answer->body)};
        }
        if (message.type == claims::Refusal::type) {
            TRY(refusal, wire::decode<claims::Refusal>(message.body));
            return unsigned_word(refusal.code, refusal.sentence);
        }
        TRY(expected, expect(std::move(message), operate::RecoveryShown::type));
        TRY(shown, wire::decode<operate::RecoveryShown>(expected.body));
        return std::move(shown);
    }

    const custody::HeldShare& share_;
    Way& way_;
    SystemRandom random_;
    bool is_signed_ = false;
};

constexpr const char* asked_path = "/v1/ceremonies/recovery";

Outcome<operate::RecoveryShown> ask_with(ShareSide& side) {
    return side.ask(asked_path, operate::RecoveryAsk{});
}

// The group that is asked does not know the key: another share's may be the one.
bool is_unknown(const Failure& failure) {
    return failure.code == errors::person_unknown.code;
}

Result<void> compare_words(const CustodianContribute& command, const std::string& words) {
    if (!command.words.empty()) {
        return command.words == words ? Result<void>(done) : Result<void>(errors::cli_words_other);
    }
    talk_now(
        "Somebody whose voice you know reads the words to you from the host's own screen. Any "
        "difference means that you would give your part to somebody else.\n");
    return confirm("same");
}

// What a caller with a quiet voice would talk somebody into: it is said by hand, after what it
// means. With --words nobody is asked anything.
Result<void> check_in_the_room(const CustodianContribute& command, bool is_served) {
    if (!command.in_the_room || is_served || !command.words.empty()) return done;
    talk_now(
        "You are about to sign that you STAND AT THE HOST and see its screen. The others rely on "
        "it. If you do not,\nstop here, whoever asks you to: nobody who is allowed to needs you to "
        "say it from elsewhere.\n");
    return confirm("here");
}

std::string host_sentence(const custody::Asked& asked, bool has_quote) {
    if (const auto& host = asked.host()) {
        return "The host is attested: TPM of " + printable(host->name) + ", pinned on " +
               time_for_people(host->pinned_ms) + "\n";
    }
    const auto& room = asked.room();
    const std::string unpinned =
        has_quote ? "It showed a quote, but you have pinned no host (`custodian host add`).\n" : "";
    return unpinned + "The host is not attested: nothing proves what it runs. In the room: " +
           printable(custody::words_of_room(room)) + (room.empty() ? "" : " (signed)") + "\n";
}

// The only copy that is left may be an old one: who gives all the same says why.
Result<void> check_store(const CustodianContribute& command,
                         const custody::Asked& asked,
                         custody::Holdings& holdings,
                         const std::string& whom) {
    const auto checked = asked.check_store(holdings);
    if (checked) return done;
    if (command.older_store.empty()) return checked.error();
    const auto seen = holdings.store_of(asked.plan().installation)->entry;
    talk_now("THE STORE IS NOT THE NEWEST that you have seen: it ends at entry " +
             std::to_string(asked.store().entry) + ", and you have seen " + std::to_string(seen) +
             ".\nWhat was done behind it is undone. You give all the same: " +
             printable(command.older_store) + "\n");
    holdings.note(history_line("took an older store", whom, command.older_store));
    return done;
}

std::string where_to(const custody::RecoveryPlan& plan,
                     const custody::Asked& asked,
                     bool has_quote) {
    if (plan.is_drill()) return "DRILL: nobody has to be at the host.\n";
    if (plan.is_root()) {
        return "The service itself asks, and has signed it with the key that your share was made "
               "under.\n";
    }
    return host_sentence(asked, has_quote);
}

std::string given_to(const custody::RecoveryPlan& plan) {
    if (plan.is_drill()) return "gave to a DRILL";
    return plan.is_root() ? "gave to a ROOT WINDOW" : "gave to a recovery";
}

std::string talk_of_end(const custody::RecoveryPlan& plan, bool is_done) {
    if (plan.is_drill()) {
        return is_done ? "DRILL: given, and it has passed. Nothing was opened.\n"
                       : "DRILL: given. It waits for the others.\n";
    }
    if (plan.is_root()) {
        return is_done ? "Given, and there are enough: the vault's agent goes on.\n"
                       : "Given. It waits for the others.\n";
    }
    return is_done ? "Given. The host says, unsigned, that the keys are on the fresh tokens: its "
                     "own\nscreen shows it.\n"
                   : "Given. The host waits for the others.\n";
}

Outcome<std::unique_ptr<Way>> way_to(const CustodianContribute& command) {
    const auto place = config::service_place(command.address);
    if (!place) {
        return Error(errors::cli_usage,
                     {fact("address", command.address), fact("allowed", "HOST:PORT")});
    }
    return https_way(*place, absolute_path(command.authority));
}

}  // namespace

Outcome<Answer> run(const CustodianContribute& command, const Settings& settings) {
    TRY(way, way_to(command));
    TRY(store, CustodianStore::open(command.file, settings));
    auto& holdings = store.holdings();
    TRY(shares, shares_in(holdings, command.installation));
    std::size_t place = 0;
    auto side = std::make_unique<ShareSide>(*shares[place], *way);
    auto heard = ask_with(*side);
    while (!heard && is_unknown(heard.error()) && place + 1 < shares.size()) {
        side = std::make_unique<ShareSide>(*shares[++place], *way);
        heard = ask_with(*side);
    }
    TRY(shown, std::move(heard));
    TRY(asked, custody::Asked::read(shown, holdings, SystemClock().now().wall_ms));
    const auto& plan = asked.plan();
    // Who has an old copy of the store and its tokens' shares could show the same, and sign
    // nothing.
    if (plan.is_root() && !side->is_signed()) return errors::cli_root_unsigned;
    TRY(screen, text_of(plan, shown));
    talk_now(screen + where_to(plan, asked, !shown.quote.empty()));
    const auto whom = plan.installation.str() + " " + plan.environment + " " +
                      CeremonyId(plan.occasion.ceremony).str();
    TRY(check_store(command, asked, holdings, whom));
    TRY(asked.check_host(command.in_the_room));
    const auto words = ceremony::spoken(plan.digest());
    TRY(check_in_the_room(command, plan.is_served()));
    TRY(compare_words(command, words));
    SystemRandom random;
    TRY(gift, asked.give(command.in_the_room, random));
    // What was done stands there first: who gives and then loses the machine knows that they gave.
    auto line = history_line(given_to(plan), whom, words);
    const auto& share = asked.share();
    const auto key = crypto::Signer::public_key(share.identity);
    const auto given = custody::given_in(gift, plan.digest(), share.index.value(), key);
    line.receipt = wire::encode_public(custody::GivenReceipt{plan, given});
    holdings.note(std::move(line));
    if (asked.store().entry > 0) TRY(holdings.saw(asked.store()));
    TRY(store.save());
    TRY(after, side->ask("/v1/ceremonies/give", gift));
    TRY(text, text_of(plan, after));
    TRY(json, json_of(plan, after));
    auto answer = answer_of(settings, json, text);
    answer.talk = talk_of_end(plan, after.is_done);
    return answer;
}

}  // namespace sealwright::cli
