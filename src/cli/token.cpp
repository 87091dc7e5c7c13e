#include "errors.hpp"
#include "names.hpp"
#include "pin.hpp"
#include "run.hpp"
#include "sealwright/crypto/sealed_box.hpp"
#include "service.hpp"
#include "table.hpp"
#include "tokens.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

Answer answer_of_tokens(const Settings& settings, const operate::Tokens& answer) {
    const auto list = Json::list_of(answer.tokens, [](const auto& each) { return json_of(each); });
    return answer_of(settings, Json::object({{"tokens", list}}), table_of(answer.tokens));
}

Outcome<operate::TokenInfo> find(const operate::Tokens& answer, const std::string& name) {
    for (const auto& token : answer.tokens) {
        if (token.name == name) return token;
    }
    return Error(errors::cli_token_unknown, {fact("token", name)});
}

std::string talk_of(const TokenAct& command) {
    switch (command.verb) {
        case operate::TokenVerb::enrol:
            return "Token " + command.name + " has its key now.\n";
        case operate::TokenVerb::start:
            return "Token " + command.name + " is being started: see `sealwright token status`.\n";
        case operate::TokenVerb::stop:
            return "Token " + command.name +
                   " is stopped, and stays so until `sealwright token start " + command.name +
                   "`.\n";
    }
    return "";
}

}  // namespace

Outcome<Answer> run(const TokenStatus&, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(tokens, service.ask<operate::Tokens>(operate::TokensAsk{}));
    return answer_of_tokens(settings, tokens);
}

Outcome<Answer> run(const TokenAct& command, const Settings& settings) {
    TRY(require_name("token", command.name));
    TRY(service, Service::connect(settings));
    TRY(tokens, service.ask<operate::Tokens>(operate::TokenActAsk{command.name, command.verb}));
    auto answer = answer_of_tokens(settings, tokens);
    answer.talk = talk_of(command);
    return answer;
}

Outcome<Answer> run(const TokenReplace& command, const Settings& settings) {
    for (const auto& name : command.names) TRY(require_name("token", name));
    TRY(service, Service::connect(settings));
    TRY(tokens, service.ask<operate::Tokens>(operate::TokenReplaceAsk{command.names}));
    auto answer = answer_of_tokens(settings, tokens);
    answer.talk = "Every key is split over these tokens now; what a lost one had fits nothing.\n";
    return answer;
}

// The PIN is read after everything that can be refused without it, and nobody between this process
// and the token's process can open the box.
Outcome<Answer> run(const TokenLogin& command, const Settings& settings) {
    TRY(require_name("token", command.name));
    TRY(service, Service::connect(settings));
    TRY(service.check_peer());
    TRY(before, service.ask<operate::Tokens>(operate::TokensAsk{}));
    TRY(token, find(before, command.name));
    if (token.startup_key == Digest{}) {
        return Error(errors::cli_token_away,
                     {fact("token", token.name), fact("state", token.state)});
    }
    operate::TokenLoginAsk ask{command.name, {}};
    {
        TRY(pin, read_pin("PIN of token " + command.name + ": ", command.descriptor));
        TRY(box, crypto::SealedBox::seal(token.startup_key, pin));
        ask.box = std::move(box);
    }
    TRY(after, service.ask<operate::Tokens>(ask));
    TRY(now, find(after, command.name));
    auto answer = answer_of_tokens(settings, after);
    answer.exit = is_logged_in(now) ? Exit::ok : Exit::remote;
    answer.talk = "Token " + command.name + ": " + printable(now.state) + ".\n";
    return answer;
}

}  // namespace sealwright::cli
