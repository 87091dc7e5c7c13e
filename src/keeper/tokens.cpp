// The routes `token status|enrol|login|start|stop`.
#include "operating.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

Result<void> check_token(const supervise::Settings& settings, const std::string& name) {
    const auto& names = settings.tokens;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        return Error(errors::token_unknown, {fact("token", name)});
    }
    return done;
}

}  // namespace

// One that has a key and no share serves nobody: its replacement was not finished, or it is of
// another installation.
std::vector<operate::TokenInfo> Operating::tokens_now() {
    auto tokens = desk_.tokens();
    if (core_.phase() != Phase::open) return tokens;
    const auto& wrap = core_.state().installation->service_key.wraps.front();
    for (auto& token : tokens) {
        const bool is_in_place = wrap.envelope_of(token.key_id) != nullptr;
        if (token.state == "logged in" && !is_in_place) token.state = "no share";
    }
    return tokens;
}

Reply Operating::all_tokens() {
    return reply_with(operate::Tokens{tokens_now()});
}

Result<Reply> Operating::tokens(const OperatorAsk& ask) {
    TRY(wire::decode<operate::TokensAsk>(ask.body));
    return all_tokens();
}

// Starting and stopping must work while the service is locked (that is how it is unlocked), so the
// act is journalled when the journal is open and logged by sealwrightd in any case.
//
// Done first, and then committed: what the journal says was done has been done. A keeper that ends
// in between leaves a request of people open, which the next one carries out again; a wish that is
// there already changes nothing.
Result<Reply> Operating::token_act(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::TokenActAsk>(ask.body));
    TRY(check_token(core_.settings(), message.name));
    if (message.verb == operate::TokenVerb::enrol && core_.phase() != Phase::empty) {
        return errors::enrol_after_init;
    }
    if (core_.phase() == Phase::open) TRY(check_open(ask, core_.state()));
    TRY(have_done(message));
    if (core_.phase() == Phase::open) {
        TRY(change(ask, [&](Draft&) -> Result<std::vector<journal::Field>> {
            return std::vector<journal::Field>{{"what", std::string(words_of(message.verb))},
                                               {"token", message.name}};
        }));
    }
    return all_tokens();
}

Result<void> Operating::have_done(const operate::TokenActAsk& message) {
    switch (message.verb) {
        case operate::TokenVerb::enrol:
            return desk_.enrol(message.name);
        case operate::TokenVerb::start:
            return desk_.start(message.name);
        case operate::TokenVerb::stop:
            return desk_.stop(message.name);
    }
    return errors::ask_unknown;
}

Result<Reply> Operating::token_login(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::TokenLoginAsk>(ask.body));
    TRY(check_token(core_.settings(), message.name));
    TRY(desk_.login(message.name, message.box));
    if (core_.phase() == Phase::open) {
        TRY(change(ask, [&](Draft&) -> Result<std::vector<journal::Field>> {
            return std::vector<journal::Field>{{"what", std::string("token login")},
                                               {"token", message.name}};
        }));
    }
    return all_tokens();
}

}  // namespace sealwright::keeper
