// Connection: one client, request after request.
//
// A request's body and its answer lie only in `in_` and `out_`, which are wiped; no coroutine has
// them as a local. Every await stands under `deadline_`, which the Room enforces. Process: front,
// agent.
#pragma once

#include "room.hpp"
#include "sealwright/core/bytes.hpp"
#include "sealwright/http/exchange.hpp"
#include "stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>

namespace sealwright::http {

class Connection final : public Exchange {
public:
    // Stream of a TLS connection: `certificate_of` says who its client is once hands are shaken.
    using CertificateOf = Result<std::optional<ClientCertificate>> (*)(Stream& stream);
    Connection(Room& room, std::unique_ptr<Stream> stream, CertificateOf certificate_of);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    boost::asio::awaitable<void> run();

    // Ends whatever it waits for; `run` returns soon after.
    void close();
    [[nodiscard]] Instant deadline() const { return deadline_; }
    [[nodiscard]] bool is_closed() const { return closed_; }
    // Between two requests.
    [[nodiscard]] bool is_idle() const { return idle_; }
    [[nodiscard]] Instant idle_since() const { return idle_since_; }
    void stay_idle() { set_deadline(room_.limits().idle); }
    [[nodiscard]] bool is_asking() const { return state_ == State::waiting; }
    // Whoever can reach the port can show a key of his own making, for the price of a handshake.
    [[nodiscard]] bool is_known() const;

    [[nodiscard]] Method method() const override { return method_; }
    [[nodiscard]] std::string_view target() const override { return target_; }
    [[nodiscard]] View body() const override;
    [[nodiscard]] const std::optional<ClientCertificate>& certificate() const override {
        return certificate_;
    }
    [[nodiscard]] const std::string& peer() const override { return peer_; }
    [[nodiscard]] int socket() const override { return stream_->number(); }
    [[nodiscard]] const Fields& fields() const override { return fields_; }
    void answer_as(std::uint16_t status, Media media, View body, After after) override;
    void answer_lent(View json) override;
    void begin_events(View first) override;
    void send_events(View more) override;
    void end_events() override;

private:
    enum class State : std::uint8_t { reading, waiting, answered, streaming };

    boost::asio::awaitable<bool> shake_hands();
    boost::asio::awaitable<bool> serve_one();
    boost::asio::awaitable<Result<void>> receive_head();
    boost::asio::awaitable<bool> receive_body();
    boost::asio::awaitable<bool> read_more();
    boost::asio::awaitable<bool> wait_for_answer();
    boost::asio::awaitable<bool> send();
    boost::asio::awaitable<bool> stream();
    boost::asio::awaitable<void> refuse(Error error);
    boost::asio::awaitable<void> part();
    Result<void> take_head(std::size_t size);
    void end_wait(State now);
    void drop_request();
    void give_back_large_body();
    void set_deadline(std::chrono::milliseconds from_now);

    Room& room_;
    std::unique_ptr<Stream> stream_;
    CertificateOf certificate_of_;
    boost::asio::steady_timer answered_;
    Instant deadline_;
    Instant idle_since_{};
    std::uint64_t number_ = 0;
    std::string peer_;
    std::optional<ClientCertificate> certificate_;
    WipedBytes in_;
    WipedBytes out_;
    WipedBytes next_;  // Of a stream: what is sent after `out_`.
    View lent_;        // Sent behind `out_`.
    std::string target_;
    Fields fields_;
    std::size_t head_size_ = 0;
    std::size_t body_size_ = 0;
    Method method_{};
    State state_ = State::reading;
    bool has_share_ = false;
    bool has_large_body_ = false;
    bool first_ = true;
    bool idle_ = false;
    bool keep_ = true;
    bool stream_ended_ = false;
    bool closed_ = false;
};

}  // namespace sealwright::http
