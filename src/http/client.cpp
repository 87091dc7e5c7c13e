#include "sealwright/http/client.hpp"

#include "dial.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/http/once.hpp"
#include "sealwright/http/strict.hpp"
#include "tls.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <utility>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr std::size_t chunk_size = 4096;

class TlsClient final : public Client {
public:
    TlsClient(asio::io_context& io, SSL_CTX* context, bool is_checked)
        : deadline_(io), dialler_(io, context, is_checked) {}
    ~TlsClient() override { close(); }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    asio::awaitable<Result<void>> connect(ServiceAddress address,
                                          std::chrono::milliseconds limit) override;
    asio::awaitable<Result<Answer>> post(std::string_view target,
                                         View body,
                                         std::chrono::milliseconds limit,
                                         BodyForm form) override;
    [[nodiscard]] bool is_open() const override { return stream_ != nullptr && !closed_; }
    void close() override;

private:
    asio::awaitable<Result<void>> send(std::string_view target, View body, BodyForm form);
    asio::awaitable<Result<AnswerHead>> receive_head(BodyForm form);
    asio::awaitable<Result<void>> read_more();
    void end_at(std::chrono::milliseconds from_now);
    [[nodiscard]] Error failed(const Error& why);

    asio::steady_timer deadline_;
    Dialler dialler_;
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
    dialler_.close();
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
    auto stream = co_await dialler_.dial(address_);
    if (!stream) co_return failed(stream.error());
    stream_ = *std::move(stream);
    deadline_.cancel();
    co_return done;
}

asio::awaitable<Result<Answer>> TlsClient::post(std::string_view target,
                                                View body,
                                                std::chrono::milliseconds limit,
                                                BodyForm form) {
    if (!is_open()) co_return failed(Error(errors::http_peer_gone));
    end_at(limit);
    const auto sent = co_await send(target, body, form);
    if (!sent) co_return failed(sent.error());
    const auto head = co_await receive_head(form);
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

asio::awaitable<Result<void>> TlsClient::send(std::string_view target, View body, BodyForm form) {
    std::string head = "POST " + std::string(target) + " HTTP/1.1\r\nHost: " + address_.str() +
                       "\r\nContent-Type: application/" +
                       (form == BodyForm::json ? "json" : "octet-stream") +
                       "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    out_ = WipedBytes();
    out_.reserve(head.size() + body.size());
    out_.insert(out_.end(), head.begin(), head.end());
    out_.insert(out_.end(), body.begin(), body.end());
    auto sent = co_await stream_->write(out_);
    out_ = WipedBytes();
    co_return sent;
}

asio::awaitable<Result<AnswerHead>> TlsClient::receive_head(BodyForm form) {
    in_ = WipedBytes();
    std::size_t searched = 0;
    for (;;) {
        CO_TRY(size, head_size(in_, searched));
        if (size) {
            head_size_ = *size;
            const auto most = form == BodyForm::json ? json_answer_size_max : answer_size_max;
            co_return check_answer_head(text_of(View(in_).first(head_size_)), most);
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

// One request of a program that has no loop.
struct Once {
    std::unique_ptr<Client> client;
    ServiceAddress address;
    std::string target;
    View json;
    std::chrono::milliseconds limit;
    Result<Fetched> fetched;

    asio::awaitable<void> run() {
        const auto connected = co_await client->connect(address, limit);
        if (!connected) {
            fetched = connected.error();
            co_return;
        }
        auto answer = co_await client->post(target, json, limit, BodyForm::json);
        if (!answer) {
            fetched = answer.error();
            co_return;
        }
        fetched = Fetched{answer->status, {answer->body.begin(), answer->body.end()}};
        client->close();
    }
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

Result<Fetched> ask_once(const ServiceAddress& address,
                         const std::string& authority,
                         std::string_view target,
                         View json,
                         std::chrono::milliseconds limit) {
    TRY(tls, ClientTls::open(authority));
    asio::io_context io;
    Once once{tls->client(io), address, std::string(target), json, limit, {}};
    asio::co_spawn(
        io, once.run(), [](const std::exception_ptr& thrown) { check(thrown == nullptr); });
    io.run();
    return std::move(once.fetched);
}

}  // namespace sealwright::http
