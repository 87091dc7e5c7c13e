#include "prover_process.hpp"

#include "errors.hpp"
#include "prover.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/inherited.hpp"

#include <utility>

namespace sealwright::agent {
namespace {

constexpr std::uint64_t round_ms = 3'600'000;

// What a prover may use: a device and files, and a socket only where the TPM is behind one.
sandbox::Filter filter_for(const config::AgentConfig& config) {
    return config.tpm.starts_with("swtpm:") ? sandbox::Filter::token_with_network
                                            : sandbox::Filter::token;
}

class ProverServer {
public:
    ProverServer(ipc::Connection& connection, Prover& prover)
        : connection_(connection), prover_(prover) {}

    Result<void> serve() {
        for (;;) {
            auto ask = ipc::receive(connection_, clock_, clock_.now().boottime_ms + round_ms);
            if (!ask && ask.error().is(errors::ipc_deadline)) continue;
            if (!ask && ask.error().is(errors::ipc_closed)) return done;  // The agent has ended.
            if (!ask) return ask.error();
            TRY(answer(*ask));
            TRY(send());
        }
    }

private:
    Result<void> answer(const ipc::Frame& frame) {
        if (frame.type == IdentityAsk::type) {
            reply<IdentityAnswer>(frame, prover_.identity(), [](auto identity) {
                return IdentityAnswer{std::move(identity)};
            });
            return done;
        }
        if (frame.type == ActivateAsk::type) {
            TRY(ask, wire::decode<ActivateAsk>(frame.body));
            reply<Activated>(frame,
                             prover_.activate(ask.credential, ask.encrypted_secret),
                             [](auto secret) { return Activated{std::move(secret)}; });
            return done;
        }
        if (frame.type != ProveAsk::type) return errors::ipc_frame;
        TRY(ask, wire::decode<ProveAsk>(frame.body));
        reply<Proved>(frame, prover_.prove(ask.binding, ask.pcrs), [](auto evidence) {
            return Proved{std::move(evidence)};
        });
        return done;
    }

    template <class Message, class Value, class Make>
    void reply(const ipc::Frame& frame, Result<Value> value, Make make) {
        if (!value) log(LogLevel::error, "no evidence", value.error());
        if (!value) {
            const claims::Refusal refusal(value.error());
            connection_.queue(claims::Refusal::type, frame.correlation, wire::encode(refusal));
            return;
        }
        const Message message = make(std::move(*value));
        connection_.queue(Message::type, frame.correlation, wire::encode(message));
    }

    Result<void> send() {
        constexpr std::uint64_t pause_ms = 1'000;
        TRY(connection_.flush());
        // The agent reads as long as it lives; when it ends, the next flush says so.
        while (connection_.wants_write()) {
            std::vector<ipc::Watched> watched{{connection_.number(), true, false}};
            TRY(ipc::wait(watched, pause_ms));
            TRY(connection_.flush());
        }
        return done;
    }

    SystemClock clock_;
    ipc::Connection& connection_;
    Prover& prover_;
};

}  // namespace

Result<void> serve_as_prover(const config::AgentConfig& config) {
    TRY(socket, sandbox::take_inherited("prover", prover_place));
    SystemRandom random;
    TRY(prover, Prover::open(config, random));
    TRY(sandbox::enter(filter_for(config)));
    ipc::Connection connection(std::move(socket));
    return ProverServer(connection, *prover).serve();
}

}  // namespace sealwright::agent
