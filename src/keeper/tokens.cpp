// The routes `token status|enrol|login|start|stop`.
#include "operating.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

std::string_view name_of(operate::TokenVerb verb) {
    switch (verb) {
        case operate::TokenVerb::enrol:
            return "token enrol";
        case operate::TokenVerb::start:
            return "token start";
        case operate::TokenVerb::stop:
            return "token stop";
    }
    return "token";
}

Result<void> check_token(const supervise::Settings& settings, const std::string& name) {
    const auto& names = settings.tokens;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        return Error(errors::token_unknown, {fact("token", name)});
    }
    return done;
}

}  // namespace

Reply Operating::all_tokens() {
    return reply_with(operate::Tokens{desk_.tokens()});
}

Result<Reply> Operating::tokens(const OperatorAsk& ask) {
    TRY(wire::decode<operate::TokensAsk>(ask.body));
    return all_tokens();
}

// Starting and stopping must work while the service is locked (that is how it is unlocked), so the
// act is journalled when the journal is open and logged by sealwrightd in any case.
Result<Reply> Operating::token_act(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::TokenActAsk>(ask.body));
    TRY(check_token(core_.settings(), message.name));
    if (message.verb == operate::TokenVerb::enrol && core_.phase() != Phase::empty) {
        return errors::enrol_after_init;
    }
    if (core_.phase() == Phase::open) {
        TRY(change(ask, [&](Draft&) -> Result<std::vector<journal::Field>> {
            return std::vector<journal::Field>{{"what", std::string(name_of(message.verb))},
                                               {"token", message.name}};
        }));
    }
    switch (message.verb) {
        case operate::TokenVerb::enrol:
            TRY(desk_.enrol(message.name));
            break;
        case operate::TokenVerb::start:
            TRY(desk_.start(message.name));
            break;
        case operate::TokenVerb::stop:
            TRY(desk_.stop(message.name));
            break;
    }
    return all_tokens();
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
