#include "prover_link.hpp"

#include "errors.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

#include <chrono>
#include <utility>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t received_size = 64 * 1024;
constexpr std::chrono::milliseconds answer_max{60'000};

// What the child says, in its own words: it has logged the whole of it.
Error refused_by(const claims::Refusal& refusal) {
    return {errors::agent_no_evidence,
            {fact("code", std::uint64_t{refusal.code}),
             fact("says", refusal.sentence),
             fact("do", refusal.remedy)}};
}

template <class Message>
Result<Message> read_answer(const ipc::Frame& frame) {
    if (frame.type == claims::Refusal::type) {
        TRY(refusal, wire::decode<claims::Refusal>(frame.body));
        return refused_by(refusal);
    }
    if (frame.type != Message::type) return errors::agent_prover_gone;
    return wire::decode<Message>(frame.body);
}

}  // namespace

ProverLink::ProverLink(asio::io_context& io)
    : socket_(io), answered_(io), received_(received_size) {}

Result<void> ProverLink::start(Descriptor socket) {
    boost::system::error_code failure;
    socket_.assign(asio::local::stream_protocol(), socket.number(), failure);
    if (failure) return errors::agent_prover_gone;
    socket.release();
    read();
    return done;
}

void ProverLink::stop() {
    stopped_ = true;
    answered_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

asio::awaitable<Result<Identity>> ProverLink::identity() {
    WipedBytes nothing;
    CO_TRY(frame, co_await ask(IdentityAsk::type, std::move(nothing)));
    CO_TRY(answer, read_answer<IdentityAnswer>(frame));
    co_return std::move(answer.identity);
}

asio::awaitable<Result<WipedBytes>> ProverLink::activate(ActivateAsk wanted) {
    auto body = wire::encode(wanted);
    CO_TRY(frame, co_await ask(ActivateAsk::type, std::move(body)));
    CO_TRY(answer, read_answer<Activated>(frame));
    co_return std::move(answer.secret);
}

asio::awaitable<Result<attest::Evidence>> ProverLink::prove(ProveAsk wanted) {
    auto body = wire::encode(wanted);
    CO_TRY(frame, co_await ask(ProveAsk::type, std::move(body)));
    CO_TRY(answer, read_answer<Proved>(frame));
    co_return std::move(answer.evidence);
}

asio::awaitable<Result<ipc::Frame>> ProverLink::ask(std::uint16_t type, WipedBytes body) {
    const auto mine = ++correlation_;
    answer_.reset();
    answered_.cancel();  // Whoever waited for an older one.
    CO_TRY(send(type, body));
    answered_.expires_after(answer_max);
    co_await answered_.async_wait(awaited);
    if (correlation_ != mine) co_return errors::agent_prover_silent;
    if (gone_ || stopped_) co_return errors::agent_prover_gone;
    if (!answer_) co_return errors::agent_prover_silent;
    co_return std::exchange(answer_, std::nullopt).value();
}

// An ask is small and the child reads between two answers, so there is always room for it.
Result<void> ProverLink::send(std::uint16_t type, View body) {
    if (gone_ || stopped_) return errors::agent_prover_gone;
    const auto frame = ipc::encode_frame(type, correlation_, body);
    const auto sent =
        ::send(socket_.native_handle(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent == static_cast<ssize_t>(frame.size())) return done;
    lose();
    return errors::agent_prover_gone;
}

void ProverLink::read() {
    socket_.async_read_some(asio::buffer(received_.data(), received_.size()),
                            [this](const boost::system::error_code& failure, std::size_t count) {
                                if (failure != asio::error::operation_aborted)
                                    arrived(failure, count);
                            });
}

void ProverLink::arrived(const boost::system::error_code& failure, std::size_t count) {
    if (stopped_ || gone_) return;
    if (failure) return lose();
    reader_.feed(View(received_).first(count));
    sodium_memzero(received_.data(), count);
    take_frames();
    if (!gone_) read();
}

void ProverLink::take_frames() {
    for (;;) {
        auto frame = reader_.next();
        if (!frame) return lose();
        if (!*frame) return;
        if ((*frame)->correlation != correlation_) continue;
        answer_ = std::move(**frame);
        answered_.cancel();
    }
}

void ProverLink::lose() {
    if (std::exchange(gone_, true)) return;
    log(LogLevel::error, "the prover has ended", Error(errors::agent_prover_gone));
    answered_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace sealwright::agent
