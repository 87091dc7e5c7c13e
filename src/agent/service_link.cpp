#include "service_link.hpp"

#include "asking.hpp"
#include "attempt.hpp"
#include "sealwright/session/errors.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

// Attempt and Asking are held by their coroutines too, so giving one up needs no waiting.
class Link final : public ServiceLink {
public:
    explicit Link(Surroundings around) : around_(around) {}

    void attest(session::Purpose purpose,
                const attest::EnrolmentToken* token,
                Opened handler) override {
        give_up();
        attempt_ = std::make_shared<Attempt>(around_, purpose, token);
        asio::co_spawn(around_.io,
                       attempt_->run(attempt_),
                       [this, mine = attempt_, handler = std::move(handler)](
                           std::exception_ptr, Result<session::OpenedFacts> facts) {
                           if (mine == attempt_) opened(std::move(facts), handler);
                       });
    }

    void ask(const Ask& ask, Answered handler) override {
        const auto taken = asking_ ? asking_->take(ask) : Result<void>(errors::session_unknown);
        if (!taken) {
            asio::post(around_.io,
                       [why = taken.error(), handler = std::move(handler)] { handler(why); });
            return;
        }
        asio::co_spawn(around_.io,
                       asking_->run(),
                       [this, mine = asking_, handler = std::move(handler)](
                           std::exception_ptr, Result<session::Reply> reply) {
                           if (mine != asking_) return;
                           if (!reply) asking_.reset();
                           handler(std::move(reply));
                       });
    }

    void give_up() override {
        if (attempt_) attempt_->give_up();
        if (asking_) asking_->give_up();
        attempt_.reset();
        asking_.reset();
    }

private:
    void opened(Result<session::OpenedFacts> facts, const Opened& handler) {
        const auto attempt = std::exchange(attempt_, nullptr);
        if (facts && facts->lifetime_s > 0) {
            asking_ = std::make_shared<Asking>(around_,
                                               std::move(attempt->established().channel),
                                               attempt->take_line(),
                                               attempt->service());
        }
        handler(std::move(facts));
    }

    Surroundings around_;
    std::shared_ptr<Attempt> attempt_;
    std::shared_ptr<Asking> asking_;
};

}  // namespace

std::unique_ptr<ServiceLink> ServiceLink::make(asio::io_context& io,
                                               const config::AgentConfig& config,
                                               const http::ClientTls& tls,
                                               ProverLink& prover,
                                               Random& random) {
    return std::make_unique<Link>(Surroundings{io, config, tls, prover, random});
}

}  // namespace sealwright::agent
