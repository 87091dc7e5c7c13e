#include "serve.hpp"

#include "sealwright/attest/errors.hpp"
#include "sealwright/attest/parse.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/ipc/errors.hpp"

namespace sealwright::verifier {
namespace {

constexpr std::uint64_t answer_max_ms = 2'000;

Result<attest::Parsed> judge(const ipc::Frame& frame,
                             const Result<attest::Trust>& trust,
                             Random& random,
                             Now now) {
    if (frame.type != attest::ParseAsk::type) {
        return Error(errors::verifier_ask, {fact("type", std::uint64_t{frame.type})});
    }
    if (!trust) return trust.error();
    const auto ask = wire::decode<attest::ParseAsk>(frame.body);
    if (!ask) return errors::verifier_ask;
    return attest::parse(*ask, *trust, random, now);
}

Result<void> send(ipc::Connection& connection, const Clock& clock) {
    const auto deadline = clock.now().boottime_ms + answer_max_ms;
    for (;;) {
        TRY(connection.flush());
        if (!connection.wants_write()) return done;
        const auto now = clock.now().boottime_ms;
        if (now >= deadline) return errors::ipc_deadline;
        std::vector<ipc::Watched> watched{{connection.number(), true, false}};
        TRY(ipc::wait(watched, deadline - now));
    }
}

}  // namespace

Result<void> serve(Descriptor socket,
                   const Result<attest::Trust>& trust,
                   const Clock& clock,
                   Random& random) {
    ipc::Connection connection(std::move(socket));
    const auto frame = ipc::receive(connection, clock, clock.now().boottime_ms + idle_max_ms);
    // Nobody needed it: the keeper is gone, or time has passed.
    const bool unneeded =
        !frame && (frame.error().is(errors::ipc_closed) || frame.error().is(errors::ipc_deadline));
    if (unneeded) return done;
    if (!frame) return frame.error();

    const auto parsed = judge(*frame, trust, random, clock.now());
    if (parsed) {
        connection.queue(attest::Parsed::type, frame->correlation, wire::encode(*parsed));
    } else {
        log(LogLevel::warning, "refused an identity", parsed.error());
        const claims::Refusal refusal(parsed.error());
        connection.queue(claims::Refusal::type, frame->correlation, wire::encode(refusal));
    }
    return send(connection, clock);
}

}  // namespace sealwright::verifier
