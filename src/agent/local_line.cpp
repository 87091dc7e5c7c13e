// The frames of docs/protocol/frames.md to a service on this host.
#include "errors.hpp"
#include "sealwright/ipc/frame.hpp"
#include "sealwright/wire/codec.hpp"
#include "service_line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_size = 4096;

class LocalLine final : public ServiceLine {
public:
    LocalLine(asio::io_context& io, std::string path)
        : socket_(io), deadline_(io), path_(std::move(path)) {}
    ~LocalLine() override { close(); }
    LocalLine(const LocalLine&) = delete;
    LocalLine& operator=(const LocalLine&) = delete;

    asio::awaitable<Result<void>> connect(std::chrono::milliseconds limit) override;
    asio::awaitable<Result<http::Answer>> send(session::Step step,
                                               View body,
                                               std::chrono::milliseconds limit) override;
    [[nodiscard]] bool is_open() const override { return is_connected_ && !closed_; }
    void close() override;

private:
    asio::awaitable<Result<ipc::Frame>> receive();
    void end_at(std::chrono::milliseconds from_now);
    [[nodiscard]] Error failed(const ErrorSpec& why, const boost::system::error_code& failure);

    asio::local::stream_protocol::socket socket_;
    asio::steady_timer deadline_;
    std::string path_;
    ipc::FrameReader reader_;
    WipedBytes in_;
    WipedBytes out_;
    session::NodeAnswer answer_;
    std::uint64_t correlation_ = 0;
    bool is_connected_ = false;
    bool closed_ = false;
    std::shared_ptr<char> here_ = std::make_shared<char>();
};

// A deadline that has passed may be waiting for its turn while we go; then `here` is gone as well.
void LocalLine::end_at(std::chrono::milliseconds from_now) {
    deadline_.expires_after(from_now);
    deadline_.async_wait(
        [this, here = std::weak_ptr(here_)](const boost::system::error_code& cancelled) {
            if (!cancelled && !here.expired()) close();
        });
}

void LocalLine::close() {
    closed_ = true;
    deadline_.cancel();
    boost::system::error_code ignored;
    socket_.close(ignored);
}

Error LocalLine::failed(const ErrorSpec& why, const boost::system::error_code& failure) {
    close();
    return {why,
            {fact("socket", path_), fact("errno", static_cast<std::uint64_t>(failure.value()))}};
}

asio::awaitable<Result<void>> LocalLine::connect(std::chrono::milliseconds limit) {
    end_at(limit);
    const asio::local::stream_protocol::endpoint endpoint(path_);
    const auto [failure] = co_await socket_.async_connect(endpoint, awaited);
    if (failure || closed_) co_return failed(errors::agent_local_away, failure);
    deadline_.cancel();
    is_connected_ = true;
    co_return done;
}

asio::awaitable<Result<http::Answer>> LocalLine::send(session::Step step,
                                                      View body,
                                                      std::chrono::milliseconds limit) {
    end_at(limit);
    const session::NodeAsk ask{step, {}, {body.begin(), body.end()}};
    out_ = ipc::encode_frame(session::NodeAsk::type, ++correlation_, wire::encode(ask));
    const auto buffer = asio::buffer(out_.data(), out_.size());
    const auto [failure, count] = co_await asio::async_write(socket_, buffer, awaited);
    out_ = WipedBytes();
    if (failure || closed_) co_return failed(errors::agent_local_refused, failure);
    CO_TRY(frame, co_await receive());
    deadline_.cancel();
    auto answer = wire::decode<session::NodeAnswer>(frame.body);
    const bool is_ours =
        frame.type == session::NodeAnswer::type && frame.correlation == correlation_ && answer.ok();
    if (!is_ours) {
        close();
        co_return Error(errors::agent_answer_invalid);
    }
    answer_ = std::move(*answer);
    co_return http::Answer{answer_.status, answer_.body};
}

// Bounded: by the size that a frame may have, and by the deadline.
asio::awaitable<Result<ipc::Frame>> LocalLine::receive() {
    for (;;) {
        auto frame = reader_.next();
        if (!frame) {
            close();
            co_return frame.error();
        }
        if (*frame) co_return std::move(**frame);
        in_ = WipedBytes(chunk_size);
        const auto buffer = asio::buffer(in_.data(), in_.size());
        const auto [failure, count] = co_await socket_.async_read_some(buffer, awaited);
        if (failure || closed_) co_return failed(errors::agent_local_refused, failure);
        reader_.feed(View(in_).first(count));
        in_ = WipedBytes();
    }
}

}  // namespace

std::unique_ptr<ServiceLine> make_local_line(asio::io_context& io, const std::string& path) {
    return std::make_unique<LocalLine>(io, path);
}

}  // namespace sealwright::agent
