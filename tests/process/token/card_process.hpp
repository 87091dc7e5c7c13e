// A card's process as the CLI starts it, and what a test asks of it.
#pragma once

#include "sealwright/hsm/card_messages.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/person/statement.hpp"
#include "token_process.hpp"

namespace sealwright::test {

// A folder with one SoftHSM token, which stands for a card.
struct CardPlace : Place {
    CardPlace() : module(softhsm_module()) {
        softhsm.add_token("card", good_pin);
        variables = {"SOFTHSM2_CONF=" + softhsm.configuration()};
        serial = Pkcs11Reader(softhsm.configuration(), "card", good_pin).serial();
    }

    std::string module;
    std::string serial;
    std::vector<std::string> variables;
};

class CardProcess {
public:
    explicit CardProcess(const CardPlace& place) {
        auto ends = ipc::stream_pair();
        REQUIRE(ends.ok());
        sandbox::Program program;
        program.path = std::string(SEALWRIGHT_PROGRAMS) + "/sealwright-token";
        program.arguments = {
            "--card", place.module, "--serial", place.serial, "--aside", place.path() + "/aside"};
        program.uid = ::geteuid();
        program.gid = ::getegid();
        program.environment = place.variables;
        program.descriptors = {{"card", ends->second.number()}};
        program.ends_with_parent = true;
        const auto pid = sandbox::spawn(program);
        REQUIRE(pid.ok());
        pid_ = *pid;
        connection_.emplace(std::move(ends->first));
    }
    ~CardProcess() {
        if (pid_ > 0) kill();
    }
    CardProcess(const CardProcess&) = delete;
    CardProcess& operator=(const CardProcess&) = delete;

    [[nodiscard]] int pid() const { return pid_; }

    int kill() {
        ::kill(pid_, SIGKILL);
        return wait();
    }
    // Closes our end, which is the child's end too.
    int hang_up() {
        connection_.reset();
        return wait();
    }
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    template <class Ask>
    Result<ipc::Frame> call(const Ask& ask, std::uint64_t within_ms = 20'000) {
        const SystemClock clock;
        return ipc::call(*connection_,
                         Ask::type,
                         ++correlation_,
                         wire::encode(ask),
                         clock,
                         clock.now().boottime_ms + within_ms);
    }
    template <class Ask>
    hsm::Card card_after(const Ask& ask) {
        const auto frame = call(ask);
        REQUIRE(frame.ok());
        REQUIRE(frame->type == hsm::Card::type);
        return *wire::decode<hsm::Card>(frame->body);
    }
    template <class Ask>
    claims::Refusal refusal_of(const Ask& ask) {
        const auto frame = call(ask);
        REQUIRE(frame.ok());
        REQUIRE(frame->type == claims::Refusal::type);
        return *wire::decode<claims::Refusal>(frame->body);
    }
    hsm::Card log_in(std::string_view pin = good_pin) { return card_after(login_with(pin)); }

    static hsm::CardLoginAsk login_with(std::string_view pin) {
        const auto bytes = view_of(pin);
        return {WipedBytes(bytes.begin(), bytes.end())};
    }

private:
    int pid_ = -1;
    std::optional<ipc::Connection> connection_;
    std::uint64_t correlation_ = 0;
};

}  // namespace sealwright::test
