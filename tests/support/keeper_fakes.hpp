// Fakes around the keeper's core: what was asked of depot and tokens, in the order it happened.
//
// WatchedDepot and WatchedTokens pass on what they are asked and write it into one list of events,
// so that a test can say what came before what. FakeDesk does for the operators' routes what token
// processes and sealwrightd would.
#pragma once

#include "desk.hpp"
#include "memory_depot.hpp"
#include "software_tokens.hpp"

#include <functional>
#include <string>
#include <vector>

namespace sealwright::test {

enum class Event { commit_asked, committed, prf_asked };

class WatchedDepot final : public store::Depot {
public:
    explicit WatchedDepot(std::vector<Event>& events) : events_(events) {}

    MemoryDepot memory;
    // Runs once, before the next commit, as another process would that is faster.
    std::function<void()> before_commit;
    // Loads that fail from now on; reads that find nothing.
    int failing_loads = 0;
    bool reads_are_empty = false;
    std::uint64_t entries_read = 0;

    Result<store::Loaded> load(const store::LoadAsk& ask) override {
        if (failing_loads > 0) {
            --failing_loads;
            return errors::store_unreachable;
        }
        return memory.load(ask);
    }
    Result<store::Entries> read(const store::ReadAsk& ask) override {
        if (reads_are_empty) return store::Entries();
        auto page = memory.read(ask);
        if (page) entries_read += page->entries.size();
        return page;
    }
    Result<store::CommitAnswer> commit(const store::Commit& commit) override {
        events_.push_back(Event::commit_asked);
        if (before_commit) std::exchange(before_commit, nullptr)();
        auto answer = memory.commit(commit);
        if (answer && std::holds_alternative<store::Committed>(*answer)) {
            events_.push_back(Event::committed);
        }
        return answer;
    }
    std::optional<std::uint64_t> take_changed() override { return memory.take_changed(); }

private:
    std::vector<Event>& events_;
};

class WatchedTokens final : public hsm::client::Tokens {
public:
    WatchedTokens(SoftwareTokens& inner, std::vector<Event>& events)
        : inner_(inner), events_(events) {}

    std::uint64_t questions = 0;  // PRF contexts asked so far.
    std::size_t largest_ask = 0;  // Contexts in one frame.

    std::vector<hsm::client::ReadyToken> ready() override { return inner_.ready(); }
    void ask(std::size_t number, std::uint64_t correlation, const hsm::PrfAsk& ask) override {
        events_.push_back(Event::prf_asked);
        questions += ask.questions.size();
        largest_ask = std::max(largest_ask, ask.questions.size());
        inner_.ask(number, correlation, ask);
    }
    std::optional<hsm::client::TokenAnswer> next(std::uint64_t deadline_ms) override {
        return inner_.next(deadline_ms);
    }
    void leave_out(std::size_t number) override { inner_.leave_out(number); }

private:
    SoftwareTokens& inner_;
    std::vector<Event>& events_;
};

class FakeDesk final : public keeper::TokenDesk {
public:
    explicit FakeDesk(SoftwareTokens& tokens) : tokens_(tokens) {}

    std::vector<std::string> done_so_far;  // "stop b", in order.
    std::optional<Error> trouble;

    std::vector<operate::TokenInfo> tokens() override {
        std::vector<operate::TokenInfo> infos;
        for (std::size_t number = 0; number < tokens_.count(); ++number) {
            const auto status = tokens_.token(number).status();
            operate::TokenInfo info;
            info.name = SoftwareTokens::name_of(number);
            info.state = status.state == hsm::TokenState::no_key ? "no key" : "logged in";
            if (tokens_.is_stopped(number)) info.state = "away";
            info.serial = status.serial;
            info.key_id = status.key_id;
            infos.push_back(info);
        }
        return infos;
    }
    Result<void> enrol(const std::string& name) override {
        TRY(note("enrol", name));
        const auto number = static_cast<std::size_t>(name.front() - 'a');
        const auto answer = tokens_.token(number).answer(hsm::EnrolAsk{1});
        if (answer.type != hsm::Status::type) return errors::hsm_ask_illegal;
        return done;
    }
    Result<void> login(const std::string& name, View) override { return note("login", name); }
    Result<void> start(const std::string& name) override { return note("start", name); }
    Result<void> stop(const std::string& name) override { return note("stop", name); }

private:
    Result<void> note(const std::string& verb, const std::string& name) {
        if (trouble) return *trouble;
        done_so_far.push_back(verb + " " + name);
        return done;
    }

    SoftwareTokens& tokens_;
};

}  // namespace sealwright::test
