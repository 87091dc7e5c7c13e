#include "sealwright/http/client.hpp"

#include "sealwright/http/errors.hpp"
#include "sealwright/http/strict.hpp"
#include "tls.hpp"
#include "tls_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_size = 4096;

bool is_literal(const std::string& host) {
    boost::system::error_code failure;
    static_cast<void>(asio::ip::make_address(host, failure));
    return !failure;
}

class TlsClient final : public Client {
public:
    TlsClient(asio::io_context& io, SSL_CTX* context, bool is_checked)
        : io_(io), deadline_(io), resolver_(io), context_(context), is_checked_(is_checked) {}
    ~TlsClient() override { close(); }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    asio::awaitable<Result<void>> connect(ServiceAddress address,
                                          std::chrono::milliseconds limit) override;
    asio::awaitable<Result<Answer>> post(std::string_view target,
                                         View body,
                                         std::chrono::milliseconds limit) override;
    [[nodiscard]] bool is_open() const override { return stream_ != nullptr && !closed_; }
    void close() override;

private:
    asio::awaitable<Result<asio::ip::tcp::socket>> reach();
    asio::awaitable<Result<void>> send(std::string_view target, View body);
    asio::awaitable<Result<AnswerHead>> receive_head();
    asio::awaitable<Result<void>> read_more();
    Result<void> expect_name();
    void end_at(std::chrono::milliseconds from_now);
    [[nodiscard]] Error failed(const Error& why);

    asio::io_context& io_;
    asio::steady_timer deadline_;
    asio::ip::tcp::resolver resolver_;
    std::optional<asio::ip::tcp::socket> reaching_;
    SSL_CTX* context_;
    bool is_checked_;
    ServiceAddress address_;
    std::unique_ptr<TlsStream> stream_;
    WipedBytes in_;
    WipedBytes out_;
    std::size_t head_size_ = 0;
    bool closed_ = false;
    std::shared_ptr<char> here_ = std::make_shared<char>();
};

// A deadline that has passed may be waiting for its turn while we go; then `here` is gone as well.
void TlsClient::end_at(std::chrono::milliseconds from_now) {
    deadline_.expires_after(from_now);
    deadline_.async_wait(
        [this, here = std::weak_ptr(here_)](const boost::system::error_code& cancelled) {
            if (!cancelled && !here.expired()) close();
        });
}

void TlsClient::close() {
    closed_ = true;
    deadline_.cancel();
    resolver_.cancel();
    boost::system::error_code ignored;
    if (reaching_) reaching_->close(ignored);
    if (stream_) stream_->close();
}

Error TlsClient::failed(const Error& why) {
    close();
    return {errors::http_unreachable,
            {fact("service", address_.str()), fact("why", why.sentence())}};
}

asio::awaitable<Result<void>> TlsClient::connect(ServiceAddress address,
                                                 std::chrono::milliseconds limit) {
    address_ = std::move(address);
    end_at(limit);
    auto socket = co_await reach();
    if (!socket) co_return failed(socket.error());
    stream_ = std::make_unique<TlsStream>(*std::move(socket), context_, Role::client);
    const auto named = expect_name();
    if (!named) co_return failed(named.error());
    const auto shaken = co_await stream_->shake_hands();
    if (!shaken) co_return failed(shaken.error());
    deadline_.cancel();
    co_return done;
}

asio::awaitable<Result<asio::ip::tcp::socket>> TlsClient::reach() {
    const auto port = std::to_string(address_.port);
    const auto flags = is_literal(address_.host) ? asio::ip::resolver_base::numeric_host |
                                                       asio::ip::resolver_base::numeric_service
                                                 : asio::ip::resolver_base::numeric_service;
    const auto [unknown, found] =
        co_await resolver_.async_resolve(address_.host, port, flags, awaited);
    if (unknown || closed_) co_return errors::http_peer_gone;
    reaching_.emplace(io_);
    const auto [failure, endpoint] = co_await asio::async_connect(*reaching_, found, awaited);
    if (failure || closed_) {
        co_return Error(errors::http_peer_gone,
                        {fact("errno", static_cast<std::uint64_t>(failure.value()))});
    }
    boost::system::error_code ignored;
    reaching_->set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return std::exchange(reaching_, std::nullopt).value();
}

Result<void> TlsClient::expect_name() {
    if (!stream_->socket_is_open() || stream_->tls() == nullptr) return errors::http_peer_gone;
    auto* tls = stream_->tls();
    const bool is_address = is_literal(address_.host);
    // What SSL_set_tlsext_host_name does, whose macro casts as C does.
    auto host = address_.host;
    if (!is_address &&
        SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) != 1) {
        return openssl_error(errors::http_openssl);
    }
    if (!is_checked_) return done;
    const int set = is_address
                        ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), address_.host.c_str())
                        : SSL_set1_host(tls, address_.host.c_str());
    if (set != 1) return openssl_error(errors::http_openssl);
    return done;
}

asio::awaitable<Result<Answer>> TlsClient::post(std::string_view target,
                                                View body,
                                                std::chrono::milliseconds limit) {
    if (!is_open()) co_return failed(Error(errors::http_peer_gone));
    end_at(limit);
    const auto sent = co_await send(target, body);
    if (!sent) co_return failed(sent.error());
    const auto head = co_await receive_head();
    if (!head) co_return failed(head.error());
    const auto whole = head_size_ + head->content_length;
    while (in_.size() < whole) {
        const auto more = co_await read_more();
        if (!more) co_return failed(more.error());
    }
    deadline_.cancel();
    // Nobody may put an answer in our hands before we have asked for it.
    if (in_.size() > whole) co_return failed(Error(errors::http_answer_line));
    if (!head->keep_alive) close();
    co_return Answer{head->status, View(in_).subspan(head_size_, head->content_length)};
}

asio::awaitable<Result<void>> TlsClient::send(std::string_view target, View body) {
    std::string head = "POST " + std::string(target) + " HTTP/1.1\r\nHost: " + address_.str() +
                       "\r\nContent-Type: application/octet-stream\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n";
    out_ = WipedBytes();
    out_.reserve(head.size() + body.size());
    out_.insert(out_.end(), head.begin(), head.end());
    out_.insert(out_.end(), body.begin(), body.end());
    auto sent = co_await stream_->write(out_);
    out_ = WipedBytes();
    co_return sent;
}

asio::awaitable<Result<AnswerHead>> TlsClient::receive_head() {
    in_ = WipedBytes();
    std::size_t searched = 0;
    for (;;) {
        CO_TRY(size, head_size(in_, searched));
        if (size) {
            head_size_ = *size;
            co_return check_answer_head(text_of(View(in_).first(head_size_)));
        }
        searched = in_.size();
        CO_TRY(co_await read_more());
    }
}

// Bounded: a head ends or fails within 8 KiB, and a body is read to its announced size.
asio::awaitable<Result<void>> TlsClient::read_more() {
    const auto used = in_.size();
    in_.resize(used + chunk_size);
    const auto count = co_await stream_->read_some(std::span(in_).subspan(used));
    in_.resize(used + (count ? *count : 0));
    if (!count) co_return count.error();
    if (closed_) co_return errors::http_peer_gone;
    co_return done;
}

class Tls final : public ClientTls {
public:
    Tls(ContextOwner context, bool is_checked)
        : context_(std::move(context)), is_checked_(is_checked) {}

    std::unique_ptr<Client> client(asio::io_context& io) const override {
        return std::make_unique<TlsClient>(io, context_.get(), is_checked_);
    }

private:
    ContextOwner context_;
    bool is_checked_;
};

}  // namespace

std::string ServiceAddress::str() const {
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<std::unique_ptr<ClientTls>> ClientTls::open(const std::string& authority) {
    TRY(context, make_client_context(authority));
    return std::unique_ptr<ClientTls>(
        std::make_unique<Tls>(std::move(context), !authority.empty()));
}

}  // namespace sealwright::http
