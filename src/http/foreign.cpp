#include "sealwright/http/foreign.hpp"

#include "dial.hpp"
#include "local_stream.hpp"
#include "sealwright/http/errors.hpp"
#include "tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>

#include <algorithm>
#include <utility>

namespace sealwright::http {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_size = std::size_t{16} * 1024;

using Body = beast::http::vector_body<std::uint8_t, WipingAllocator<std::uint8_t>>;
using Parser = beast::http::response_parser<Body, WipingAllocator<char>>;

std::string words_of(const ForeignAddress& address) {
    if (const auto* local = std::get_if<LocalAddress>(&address)) return local->path;
    return std::get<ServiceAddress>(address).str();
}

void append(WipedBytes& out, std::string_view text) {
    const auto bytes = view_of(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// A line end in what somebody named would begin a field, or a request, of theirs.
bool is_one_line(View bytes) {
    return std::ranges::all_of(bytes, [](auto byte) { return byte > 0x1f && byte != 0x7f; });
}

class ForeignConnection final : public ForeignClient {
public:
    ForeignConnection(asio::io_context& io, const ForeignAddress& address, SSL_CTX* context)
        : io_(io), deadline_(io), dialler_(io, context, true), address_(address) {}
    ~ForeignConnection() override { close(); }
    ForeignConnection(const ForeignConnection&) = delete;
    ForeignConnection& operator=(const ForeignConnection&) = delete;

    asio::awaitable<Result<void>> connect(std::chrono::milliseconds limit) override;
    asio::awaitable<Result<ForeignAnswer>> ask(ForeignRequest request,
                                               std::chrono::milliseconds limit) override;
    [[nodiscard]] bool is_open() const override { return stream_ != nullptr && !is_closed_; }
    void close() override;

private:
    asio::awaitable<Result<void>> dial();
    asio::awaitable<Result<void>> send(const ForeignRequest& request);
    asio::awaitable<Result<ForeignAnswer>> receive();
    void end_at(std::chrono::milliseconds from_now);
    [[nodiscard]] Error failed(const Error& why);

    asio::io_context& io_;
    asio::steady_timer deadline_;
    Dialler dialler_;
    const ForeignAddress& address_;
    std::optional<asio::local::stream_protocol::socket> reaching_;
    std::unique_ptr<Stream> stream_;
    bool is_closed_ = false;
    std::shared_ptr<char> here_ = std::make_shared<char>();
};

// A deadline that has passed may be waiting for its turn while we go; then `here` is gone as well.
void ForeignConnection::end_at(std::chrono::milliseconds from_now) {
    deadline_.expires_after(from_now);
    deadline_.async_wait(
        [this, here = std::weak_ptr(here_)](const boost::system::error_code& cancelled) {
            if (!cancelled && !here.expired()) close();
        });
}

void ForeignConnection::close() {
    is_closed_ = true;
    deadline_.cancel();
    dialler_.close();
    boost::system::error_code ignored;
    if (reaching_) reaching_->close(ignored);
    if (stream_) stream_->close();
}

Error ForeignConnection::failed(const Error& why) {
    close();
    return {errors::http_unreachable,
            {fact("server", words_of(address_)), fact("why", why.sentence())}};
}

asio::awaitable<Result<void>> ForeignConnection::connect(std::chrono::milliseconds limit) {
    end_at(limit);
    const auto dialled = co_await dial();
    if (!dialled || is_closed_) {
        co_return failed(dialled ? Error(errors::http_peer_gone) : dialled.error());
    }
    deadline_.cancel();
    co_return done;
}

asio::awaitable<Result<void>> ForeignConnection::dial() {
    if (const auto* service = std::get_if<ServiceAddress>(&address_)) {
        auto stream = co_await dialler_.dial(*service);
        if (!stream) co_return stream.error();
        stream_ = *std::move(stream);
        co_return done;
    }
    reaching_.emplace(io_);
    const asio::local::stream_protocol::endpoint end(std::get<LocalAddress>(address_).path);
    const auto [failure] = co_await reaching_->async_connect(end, awaited);
    if (failure || is_closed_) {
        co_return Error(errors::http_peer_gone,
                        {fact("errno", static_cast<std::uint64_t>(failure.value()))});
    }
    stream_ = std::make_unique<LocalStream>(std::exchange(reaching_, std::nullopt).value());
    co_return done;
}

asio::awaitable<Result<ForeignAnswer>> ForeignConnection::ask(ForeignRequest request,
                                                              std::chrono::milliseconds limit) {
    if (!is_open()) co_return failed(Error(errors::http_peer_gone));
    end_at(limit);
    const auto sent = co_await send(request);
    if (!sent) co_return failed(sent.error());
    auto answer = co_await receive();
    if (!answer) co_return failed(answer.error());
    deadline_.cancel();
    co_return std::move(*answer);
}

asio::awaitable<Result<void>> ForeignConnection::send(const ForeignRequest& request) {
    const auto* service = std::get_if<ServiceAddress>(&address_);
    WipedBytes out;
    out.reserve(chunk_size + request.body.size());
    append(out, request.method);
    append(out, " ");
    append(out, request.target);
    append(out, " HTTP/1.1\r\nHost: ");
    append(out, service != nullptr ? service->str() : "localhost");
    check(is_one_line(view_of(request.target)) &&
          request.target.find(' ') == std::string_view::npos);
    for (const auto& [name, value] : request.fields) {
        check(is_one_line(view_of(name)) && is_one_line(value));
        append(out, "\r\n");
        append(out, name);
        append(out, ": ");
        out.insert(out.end(), value.begin(), value.end());
    }
    append(out, "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n");
    out.insert(out.end(), request.body.begin(), request.body.end());
    co_return co_await stream_->write(out);
}

asio::awaitable<Result<ForeignAnswer>> ForeignConnection::receive() {
    Parser parser;
    parser.header_limit(head_max);
    parser.body_limit(body_max);
    parser.eager(true);
    WipedBytes in;
    while (!parser.is_done()) {
        const auto used = in.size();
        in.resize(used + chunk_size);
        const auto count = co_await stream_->read_some(std::span(in).subspan(used));
        in.resize(used + (count ? *count : 0));
        if (!count) co_return count.error();
        if (is_closed_) co_return errors::http_peer_gone;
        boost::system::error_code broken;
        const auto taken = parser.put(asio::buffer(in.data(), in.size()), broken);
        if (broken && broken != beast::http::error::need_more) co_return errors::http_answer_line;
        in.erase(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(taken));
        // Nor does a head, a chunk's line or a trailer go on for ever.
        if (in.size() > head_max) co_return errors::http_answer_line;
    }
    // Nobody may put an answer in our hands before we have asked for it.
    if (!in.empty()) co_return errors::http_answer_line;
    auto message = parser.release();
    if (!message.keep_alive()) close();
    co_return ForeignAnswer{static_cast<std::uint16_t>(message.result_int()),
                            std::move(message.body())};
}

class OneServer final : public ForeignServer {
public:
    OneServer(ForeignAddress address, ContextOwner context)
        : address_(std::move(address)), context_(std::move(context)) {}

    std::unique_ptr<ForeignClient> client(asio::io_context& io) const override {
        return std::make_unique<ForeignConnection>(io, address_, context_.get());
    }

private:
    ForeignAddress address_;
    ContextOwner context_;
};

}  // namespace

Result<std::unique_ptr<ForeignServer>> ForeignServer::open(ForeignAddress address,
                                                           const std::string& authority) {
    constexpr std::size_t path_max = 107;  // The kernel's.
    const auto* local = std::get_if<LocalAddress>(&address);
    if (local != nullptr && (local->path.empty() || local->path.size() > path_max)) {
        return Error(errors::http_unreachable,
                     {fact("server", local->path), fact("path_max", path_max)});
    }
    ContextOwner context;
    if (std::holds_alternative<ServiceAddress>(address)) {
        if (authority.empty()) return errors::http_certificate_unreadable;
        TRY(made, make_client_context(authority));
        context = std::move(made);
    }
    return std::unique_ptr<ForeignServer>(
        std::make_unique<OneServer>(std::move(address), std::move(context)));
}

}  // namespace sealwright::http
