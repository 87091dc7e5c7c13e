// The command `root request`: one root token, sealed to a key that only this process has.
#include "errors.hpp"
#include "names.hpp"
#include "roots.hpp"
#include "run.hpp"
#include "sealwright/crypto/hpke.hpp"
#include "sealwright/session/task_messages.hpp"
#include "table.hpp"
#include "vaults.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

constexpr std::chrono::milliseconds between_looks(2'000);
constexpr int away_max = 30;
// Longer than the service keeps a task; then it says itself that it is over.
constexpr std::uint64_t wait_ms = std::uint64_t{15} * 60 * 1000;

// On a screen a token stays where others read it.
Result<void> may_print(const RootRequest& command) {
    if (command.show || ::isatty(STDOUT_FILENO) == 0) return done;
    return errors::cli_token_terminal;
}

Outcome<bool> is_committed(const ceremony::Request& request) {
    const auto its = fact("request", request.id.str());
    switch (request.state) {
        case ceremony::RequestState::committed:
            return true;
        case ceremony::RequestState::collecting:
        case ceremony::RequestState::armed:
            return false;
        case ceremony::RequestState::denied:
        case ceremony::RequestState::vetoed:
            return Error(errors::cli_request_denied, {its});
        case ceremony::RequestState::expired:
        case ceremony::RequestState::failed:
            return Error(errors::cli_request_ended, {its, fact("why", request.why)});
    }
    return errors::cli_answer_forged;
}

// Until the others have approved: the key is here, so this process cannot end before.
Outcome<bool> wait_for_people(PersonSide& person, const Waiting& waiting) {
    TRY(id, RequestId::parse(waiting.request));
    const Failure words(waiting);
    talk_now(words.what + ": " + words.remedy +
             "\nLet this command run: only it can open the token.\n");
    for (int away = 0; away <= away_max;) {
        std::this_thread::sleep_for(between_looks);
        auto request = person.request(id);
        if (!request && request.error().exit != Exit::remote) return request.error();
        away = request ? 0 : away + 1;
        if (!request) continue;
        TRY(committed, is_committed(*request));
        if (committed) return true;
    }
    return errors::cli_service_away;
}

Outcome<operate::RootShown> begin(Service& service, const operate::RootRequestAsk& ask) {
    auto shown = service.ask<operate::RootShown>(ask);
    auto* person = service.person();
    if (!shown && shown.error().waiting && person != nullptr) {
        TRY(wait_for_people(*person, *shown.error().waiting));
        shown = service.ask<operate::RootShown>(operate::RootShowAsk{ask.name});
    }
    if (!shown) return shown.error();
    const auto is_ours = [&](const operate::RootTaskInfo& task) {
        return task.kind == "request" && task.reason == ask.reason;
    };
    const auto proposed = shown->proposed.id;
    if (is_ours(shown->proposed)) return with_task(*std::move(shown), proposed);
    if (!is_ours(shown->task)) return Error(errors::cli_root_task_gone, {fact("vault", ask.name)});
    return shown;
}

// Of a token's letters, so that it is one line, and moves no cursor.
Result<WipedBytes> open_token(const crypto::ExchangePair& own, const operate::RootToken& token) {
    TRY(text, crypto::Hpke::open(own, view_of(session::root_token_info), token.task, token.sealed));
    const auto is_plain = [](std::uint8_t letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' || letter == '_';
    };
    if (text.empty() || !std::ranges::all_of(text, is_plain)) return errors::cli_answer_forged;
    return text;
}

void append(WipedBytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

// The token stands in wiped memory only, so the JSON is put together around it.
WipedBytes stdout_of(const Settings& settings,
                     const WipedBytes& text,
                     const operate::RootToken& token) {
    WipedBytes out;
    out.reserve(text.size() + operate::root_token_max);
    const bool is_json = settings.format == Format::json;
    if (is_json) append(out, "{\"token\":\"");
    out.insert(out.end(), text.begin(), text.end());
    if (is_json) {
        append(out,
               "\",\"accessor\":" + Json::text(token.accessor).str() +
                   ",\"ends\":" + time_json(token.ends_ms).str() + "}");
    }
    append(out, "\n");
    return out;
}

}  // namespace

Outcome<Answer> run(const RootRequest& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(seconds, parse_duration(command.ttl));
    TRY(may_print(command));
    TRY(service, Service::connect(settings));
    SystemRandom random;
    const auto own = crypto::ExchangePair::generate(random);
    TRY(begun, begin(service, {command.vault, command.reason, seconds, own.public_key()}));
    RootWatch watch(std::move(service), settings);
    TRY(shown, watch.follow(begun, wait_ms));
    if (!is_over(shown.task)) {
        return Error(errors::cli_root_unfinished, {fact("vault", command.vault)});
    }
    if (shown.task.state == operate::RootTaskState::failed) return failure_of(shown.task);
    const operate::RootFetchAsk fetch{command.vault, shown.task.id};
    TRY(token, watch.service().ask<operate::RootToken>(fetch));
    if (token.task != shown.task.id) return errors::cli_answer_forged;
    TRY(text, open_token(own, token));
    Answer answer;
    answer.secret = stdout_of(settings, text, token);
    answer.talk = "Accessor " + printable(token.accessor) + "; it ends by itself at " +
                  time_for_people(token.ends_ms) +
                  ".\nGive it back when you are done: bao token revoke -self\n";
    return answer;
}

}  // namespace sealwright::cli
