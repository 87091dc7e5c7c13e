#include "connection.hpp"

#include "answer.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/http/problem.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_size = 4096;
constexpr std::size_t kept_capacity = 16 * 1024;  // Of an idle connection.
constexpr std::size_t drained_max = 256 * 1024;
constexpr std::size_t events_max = std::size_t{8} * 1024;  // Unsent, of one stream.
constexpr std::chrono::milliseconds parting{1'000};

// Of a request that is refused for what its head says.
std::uint16_t status_of(const Error& error) {
    if (error.is(errors::http_bodies_too_many)) return 503;
    return error.is(errors::http_body_too_big) ? 413 : 400;
}

}  // namespace

Connection::Connection(Room& room, std::unique_ptr<Stream> stream, CertificateOf certificate_of)
    : room_(room),
      stream_(std::move(stream)),
      certificate_of_(certificate_of),
      answered_(stream_->executor()) {
    peer_ = stream_->name();
    set_deadline(room_.limits().handshake);
    number_ = room_.enter(*this);
}

Connection::~Connection() {
    if (state_ == State::waiting || state_ == State::streaming) room_.service().forget(*this);
    give_back_large_body();
    if (has_share_) room_.give_back_share(certificate_->spki);
    room_.leave(number_);
}

bool Connection::is_known() const {
    return has_share_ && room_.service().knows(certificate_->spki);
}

asio::awaitable<void> Connection::run() {
    bool goes_on = co_await shake_hands();
    while (goes_on) goes_on = co_await serve_one();
}

void Connection::close() {
    closed_ = true;
    stream_->close();
    answered_.cancel();
}

View Connection::body() const {
    return View(in_).subspan(head_size_, body_size_);
}

void Connection::answer_as(std::uint16_t status, Media media, View body, After after) {
    if (after == After::close || room_.stopping()) keep_ = false;
    write_answer(out_, status, media, body, keep_ ? After::keep : After::close);
    end_wait(State::answered);
}

void Connection::answer_lent(View json) {
    if (room_.stopping()) keep_ = false;
    write_head(out_, 200, Media::json, json.size(), keep_ ? After::keep : After::close);
    lent_ = json;
    end_wait(State::answered);
}

void Connection::begin_events(View first) {
    keep_ = false;
    write_stream(out_, first);
    end_wait(State::streaming);
}

void Connection::end_wait(State now) {
    check(state_ == State::waiting);
    state_ = now;
    answered_.cancel();
}

void Connection::send_events(View more) {
    check(state_ == State::streaming);
    if (next_.size() + more.size() > events_max) return close();
    next_.insert(next_.end(), more.begin(), more.end());
    answered_.cancel();
}

void Connection::end_events() {
    stream_ended_ = true;
    answered_.cancel();
}

asio::awaitable<bool> Connection::shake_hands() {
    const auto shaken = co_await stream_->shake_hands();
    if (!shaken) {
        const bool left = closed_ || shaken.error().is(errors::http_peer_gone);
        if (!left) ++room_.counts().handshakes_failed;
        if (!left) room_.complain("a client was not let in", shaken.error());
        co_return false;
    }
    auto certificate = certificate_of_(*stream_);
    if (!certificate) {
        room_.complain("a client certificate cannot be read", certificate.error());
        co_return false;
    }
    certificate_ = *certificate;
    has_share_ = certificate_ && room_.take_share(certificate_->spki);
    co_return true;
}

asio::awaitable<bool> Connection::serve_one() {
    // Requests that have all come already would be answered one after the other without a pause.
    co_await asio::post(awaited);
    const auto head = co_await receive_head();
    if (!head) {
        co_await refuse(head.error());
        co_return false;
    }
    const bool is_whole = co_await receive_body();
    if (!is_whole) co_return false;
    const bool is_answered = co_await wait_for_answer();
    if (!is_answered) co_return false;
    bool sent = co_await send();
    if (sent && state_ == State::streaming) sent = co_await stream();
    drop_request();
    if (sent && keep_ && !room_.stopping()) co_return true;
    if (sent) co_await part();
    co_return false;
}

asio::awaitable<Result<void>> Connection::receive_head() {
    state_ = State::reading;
    idle_ = in_.empty() && !first_;
    idle_since_ = std::chrono::steady_clock::now();
    set_deadline(idle_ ? room_.limits().idle : room_.limits().head);
    first_ = false;
    std::size_t searched = 0;
    for (;;) {
        CO_TRY(size, head_size(in_, searched));
        if (size) co_return take_head(*size);
        searched = in_.size();
        if (!co_await read_more()) co_return errors::http_peer_gone;
        if (std::exchange(idle_, false)) set_deadline(room_.limits().head);
    }
}

Result<void> Connection::take_head(std::size_t size) {
    TRY(head, check_head(text_of(View(in_).first(size))));
    head_size_ = size;
    body_size_ = head.content_length;
    method_ = head.method;
    target_ = head.target;
    fields_ = {std::string(head.content_type), std::string(head.idempotency_key), head.is_doubled};
    keep_ = head.keep_alive;
    if (body_size_ <= body_size_max) return done;
    has_large_body_ = room_.take_large_body(peer_);
    if (!has_large_body_) return errors::http_bodies_too_many;
    return done;
}

asio::awaitable<bool> Connection::receive_body() {
    const auto whole = head_size_ + body_size_;
    if (in_.size() < whole) {
        set_deadline(room_.limits().body);
        in_.reserve(whole + chunk_size);
    }
    bool goes_on = true;
    while (goes_on && in_.size() < whole) goes_on = co_await read_more();
    co_return goes_on;
}

// Appends what comes next; false when the client is gone or has been too slow.
asio::awaitable<bool> Connection::read_more() {
    const auto used = in_.size();
    in_.resize(used + chunk_size);
    const auto count = co_await stream_->read_some(std::span(in_).subspan(used));
    in_.resize(used + (count ? *count : 0));
    const bool is_odd = !count && !closed_ && !count.error().is(errors::http_peer_gone);
    if (is_odd) room_.complain("a connection was given up", count.error());
    co_return count.ok() && !closed_;
}

asio::awaitable<bool> Connection::wait_for_answer() {
    if (closed_) co_return false;
    set_deadline(room_.limits().answer + parting);
    state_ = State::waiting;
    room_.service().ask(*this);
    if (state_ == State::waiting) {
        answered_.expires_after(room_.limits().answer);
        co_await answered_.async_wait(awaited);
    }
    if (state_ != State::waiting) co_return !closed_;
    state_ = State::reading;
    room_.service().forget(*this);
    co_return false;
}

asio::awaitable<bool> Connection::send() {
    set_deadline(room_.limits().body);
    auto sent = co_await stream_->write(out_);
    sodium_memzero(out_.data(), out_.size());
    out_.clear();
    const auto lent = std::exchange(lent_, View());
    if (sent && !lent.empty()) sent = co_await stream_->write(lent);
    co_return sent.ok();
}

// Sends what the Service gives until it says that this was all, or the client has left.
asio::awaitable<bool> Connection::stream() {
    set_deadline(room_.limits().stream);
    answered_.expires_after(room_.limits().stream);
    while (!closed_) {
        if (next_.empty() && stream_ended_) co_return true;
        if (next_.empty()) {
            const auto [cancelled] = co_await answered_.async_wait(awaited);
            if (!cancelled) break;
            continue;
        }
        out_.swap(next_);
        const auto sent = co_await stream_->write(out_);
        out_.clear();
        if (!sent) break;
    }
    co_return false;
}

// What was refused may continue behind its head; nothing of it is read as a request.
asio::awaitable<void> Connection::refuse(Error error) {
    if (error.is(errors::http_peer_gone)) co_return;
    room_.complain("a request was refused unread", error);
    const auto status = status_of(error);
    ++room_.counts().refused_unread;
    const bool is_for_people = asks_for_people(text_of(in_));
    const auto text = is_for_people ? problem_details(status, error) : problem(error);
    const auto media = is_for_people ? Media::problem : Media::json;
    write_answer(out_, status, media, view_of(text), After::close);
    if (co_await send()) co_await part();
}

// Says goodbye and lets the client read our answer: a socket closed over unread bytes would reset
// it.
asio::awaitable<void> Connection::part() {
    set_deadline(parting);
    stream_->say_goodbye();
    in_.resize(chunk_size);
    for (std::size_t drained = 0; drained < drained_max;) {
        const auto count = co_await stream_->drain(std::span(in_));
        if (!count) break;
        drained += *count;
    }
}

void Connection::give_back_large_body() {
    if (std::exchange(has_large_body_, false)) room_.give_back_large_body(peer_);
}

void Connection::drop_request() {
    give_back_large_body();
    const auto gone = head_size_ + body_size_;
    const auto rest = in_.size() - gone;
    std::copy_n(in_.data() + gone, rest, in_.data());
    sodium_memzero(in_.data() + rest, gone);
    in_.resize(rest);
    head_size_ = 0;
    body_size_ = 0;
    if (rest == 0 && in_.capacity() > kept_capacity) in_ = WipedBytes();
}

void Connection::set_deadline(std::chrono::milliseconds from_now) {
    deadline_ = std::chrono::steady_clock::now() + from_now;
}

}  // namespace sealwright::http
