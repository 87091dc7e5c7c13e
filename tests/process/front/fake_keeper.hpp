// A keeper of the tests: takes the front's connection and does what the script says, frame by
// frame.
#pragma once

#include "sealwright/ipc/connection.hpp"
#include "sealwright/observe/messages.hpp"
#include "sealwright/operate/carry_messages.hpp"
#include "sealwright/seal/messages.hpp"

#include <optional>
#include <string>

namespace front_test {

struct Asked {
    std::uint64_t correlation = 0;
    sealwright::seal::SealAsk ask;
    [[nodiscard]] std::string body() const { return {ask.body.begin(), ask.body.end()}; }
};

struct AskedByPerson {
    std::uint64_t correlation = 0;
    sealwright::operate::PersonCarry carry;
};

class FakeKeeper {
public:
    // The listening socket stays, as it does with sealwrightd, when the keeper dies.
    explicit FakeKeeper(const std::string& path);

    // Starts: takes the front's connection and says its hints.
    void start(const sealwright::seal::Hints& hints);
    void say(const sealwright::seal::Hints& hints);
    void die() { connection_.reset(); }

    Asked next();
    // Nothing comes within `milliseconds`.
    bool hears_nothing(std::uint64_t milliseconds);
    void answer(const Asked& asked, std::uint16_t status, const std::string& json);

    AskedByPerson next_person();
    void answer(const AskedByPerson& asked, const sealwright::operate::PersonCarried& carried);
    void say(const sealwright::operate::RequestsChanged& changed);

    bool hears_numbers_ask(std::uint64_t milliseconds);
    // The correlation of the last one.
    [[nodiscard]] const std::optional<std::uint64_t>& numbers_asked() const {
        return numbers_asked_;
    }
    void answer(std::uint64_t correlation, const sealwright::observe::Numbers& numbers);
    // What the front has said of itself so far.
    [[nodiscard]] const std::optional<sealwright::observe::FrontFacts>& facts() const {
        return facts_;
    }

private:
    sealwright::Result<sealwright::ipc::Frame> receive(std::uint64_t milliseconds);

    sealwright::SystemClock clock_;
    sealwright::Descriptor listener_;
    std::optional<sealwright::ipc::Connection> connection_;
    std::optional<sealwright::observe::FrontFacts> facts_;
    std::optional<std::uint64_t> numbers_asked_;
};

}  // namespace front_test
