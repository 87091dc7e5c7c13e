// PeopleKeeper: a keeper with three operators behind the fake operator socket, and their machines.
//
// Rosters and requests are the real ones of the ceremony module; what is carried out is noted,
// and done where it is about keys.
// Each person has a folder of their own, with a key file and a context. Answers are signed by the
// service identity, unless a test spoils them.
#pragma once

#include "../../unit/ceremony/people.hpp"
#include "fake_service.hpp"
#include "sealwright/config/toml/contexts.hpp"
#include "sealwright/person/key_file.hpp"

#include <functional>

namespace sealwright::cli_test {

inline constexpr const char* passphrase = "correct horse battery staple";

class PeopleKeeper {
public:
    PeopleKeeper();

    FakeService service;
    // The roster, once it is founded.
    std::optional<ceremony::Roster> roster;
    std::vector<ceremony::Request> requests;
    std::vector<ceremony::Plan> carried_out;
    std::optional<ceremony::FoundingPlan> founding;
    std::vector<ceremony::SignedAct> founding_acts;
    // Another answer than the right one, for whoever stands between.
    std::function<void(operate::PersonAnswer&)> spoil = [](operate::PersonAnswer&) {};
    std::vector<std::uint16_t> questions;  // The types, in order.
    // What else a test answers, by type.
    std::map<std::uint16_t, std::function<Reply(View)>> also;

    // A command of this person, in their context.
    Ran run(const std::string& person, std::vector<std::string> words);
    Ran run_json(const std::string& person, std::vector<std::string> words);
    // Who types more than their own passphrase.
    Ran run_typing(const std::string& person,
                   std::vector<std::string> words,
                   const std::string& typed);
    // Without a context of anybody's.
    [[nodiscard]] std::string home(const std::string& person) const;
    [[nodiscard]] config::Context context(const std::string& person, bool is_pinned = true) const;
    void write_context(const config::Context& context, const std::string& person) const;
    [[nodiscard]] const ceremony_test::Key& identity() const { return identity_; }
    [[nodiscard]] ceremony::Place place() const { return ceremony_test::here(); }

private:
    Reply answer(const operate::PersonAsk& ask);
    Reply answer_plain(const operate::Question& question);
    Reply propose(const operate::ProposeAsk& ask);
    Reply decide(const operate::DecideAsk& ask);
    void carry_out(ceremony::Request& request);
    Reply shown(const ceremony::Request& request) const;
    Reply founding_shown() const;

    ceremony_test::Key identity_{77};
};

// Another's environment for what runs until its end.
class Variable {
public:
    Variable(const char* name, const std::string& value);
    ~Variable();
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

}  // namespace sealwright::cli_test
