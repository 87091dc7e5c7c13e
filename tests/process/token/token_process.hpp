// One installation's folder with SoftHSM tokens, and the token processes of its configuration.
#pragma once

#include "sealwright/claims/refusal.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sealwright/sandbox/spawn.hpp"
#include "softhsm_folder.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <utility>

namespace sealwright::test {

inline constexpr auto good_pin = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

class Place {
public:
    Place() : path_(make()), softhsm(path_) {
        for (const auto* folder : {"/run", "/state", "/state/token"}) {
            std::filesystem::create_directories(path_ + folder);
        }
        config.environment = "test";
        config.owner = "tests";
        config.state = path_ + "/state";
        config.run = path_ + "/run";
        config.keeper_uid = ::geteuid();
    }
    ~Place() { std::filesystem::remove_all(path_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // A token process NAME for the SoftHSM token NAME, whose PIN file holds `pin`.
    config::Token& add(const std::string& name, const std::string& pin = good_pin) {
        const auto credentials = path_ + "/credentials-" + name;
        std::filesystem::create_directories(credentials);
        std::filesystem::create_directories(config.state + "/token/" + name);
        std::ofstream(credentials + "/pin") << pin << "\n";
        ::chmod((credentials + "/pin").c_str(), 0400);
        config::Token token;
        token.name = name;
        token.module = softhsm_module();
        token.label = name;
        token.pin = config::PinSource::credential;
        token.credentials = credentials;
        token.environment = {{"SOFTHSM2_CONF", softhsm.configuration()}};
        config.tokens.push_back(token);
        return config.tokens.back();
    }

    [[nodiscard]] std::string write_config() const {
        const auto file = path_ + "/config.compiled";
        const auto bytes = config::compile(config);
        // By a rename: another process of this place may be reading it.
        std::ofstream(file + ".new", std::ios::binary) << text_of(bytes);
        std::filesystem::rename(file + ".new", file);
        return file;
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    static std::string make() {
        char name[] = "/tmp/sealwright-token-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        return name;
    }
    std::string path_;

public:
    SoftHsmFolder softhsm;
    config::Config config;
};

class TokenProcess {
public:
    // `pin`, when it is open, becomes the process's descriptor 4.
    TokenProcess(const Place& place, const std::string& name, Descriptor pin = {})
        : socket_(place.config.socket("token@" + name)) {
        sandbox::Program program;
        program.path = std::string(SEALWRIGHT_PROGRAMS) + "/sealwright-token";
        program.arguments = {"--config", place.write_config(), "--name", name};
        program.uid = ::geteuid();
        program.gid = ::getegid();
        Descriptor listener;
        if (pin.is_open()) {
            auto made = ipc::listen_at(socket_, 0600);
            REQUIRE(made.ok());
            listener = std::move(*made);
            program.descriptors = {{"token", listener.number()}, {"pin", pin.number()}};
            program.arguments.insert(program.arguments.end(), {"--pin-fd", "4"});
        }
        const auto pid = sandbox::spawn(program);
        REQUIRE(pid.ok());
        pid_ = *pid;
    }
    ~TokenProcess() {
        if (pid_ > 0) end(SIGKILL);
    }
    TokenProcess(const TokenProcess&) = delete;
    TokenProcess& operator=(const TokenProcess&) = delete;

    [[nodiscard]] int pid() const { return pid_; }

    int end(int signal) {
        ::kill(pid_, signal);
        return wait();
    }
    // The exit code, or the negated signal.
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    // A fresh connection; waits for a process that is still starting.
    [[nodiscard]] ipc::Connection connect() const {
        for (int attempt = 0; attempt < 500; ++attempt) {
            auto socket = ipc::connect_to(socket_);
            if (socket) return ipc::Connection(std::move(*socket));
            ::usleep(10'000);
        }
        FAIL("the token process does not listen");
        return ipc::Connection(Descriptor(::dup(0)));
    }

    template <class Ask>
    [[nodiscard]] ipc::Frame ask(const Ask& ask) const {
        auto connection = connect();
        const SystemClock clock;
        auto frame = ipc::call(
            connection, Ask::type, 7, wire::encode(ask), clock, clock.now().boottime_ms + 10'000);
        REQUIRE(frame.ok());
        return std::move(*frame);
    }
    template <class Ask>
    [[nodiscard]] hsm::Status status_after(const Ask& made) const {
        const auto frame = ask(made);
        REQUIRE(frame.type == hsm::Status::type);
        auto status = wire::decode<hsm::Status>(frame.body);
        REQUIRE(status.ok());
        return *status;
    }
    [[nodiscard]] hsm::Status status() const { return status_after(hsm::StatusAsk{}); }

    template <class Ask>
    [[nodiscard]] std::uint16_t refusal_of(const Ask& made) const {
        const auto frame = ask(made);
        REQUIRE(frame.type == claims::Refusal::type);
        const auto refusal = wire::decode<claims::Refusal>(frame.body);
        REQUIRE(refusal.ok());
        return refusal->code;
    }

private:
    std::string socket_;
    int pid_ = -1;
};

inline hsm::ShareContext context_for(const hsm::Status& status) {
    hsm::ShareContext context;
    context.environment = "test";
    context.subject = hsm::KeySubject::vault_data_key;
    context.key_version = 1;
    context.index = 1;
    context.needed = 2;
    context.total = 3;
    context.token_key_id = status.key_id;
    context.token_serial = status.serial;
    context.generation = status.generation;
    return context;
}

inline hsm::PrfAsk prf_for(const hsm::ShareContext& context, std::uint64_t sequence = 1) {
    hsm::PrfQuestion question;
    question.context = wire::encode_public(context);
    question.salt.fill(3);
    hsm::PrfAsk ask;
    ask.run = 1;
    ask.sequence = sequence;
    ask.questions = {question};
    return ask;
}

// A pipe that holds `text` and whose writer is gone.
inline Descriptor pipe_with(std::string_view text) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(ends[1]);
    return Descriptor(ends[0]);
}

}  // namespace sealwright::test
