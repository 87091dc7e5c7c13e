#include "transport.hpp"

#include "sealwright/attest/evidence/errors.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace sealwright::attest {
namespace {

constexpr std::size_t header_size = 10;  // Tag, size of the whole, code.
constexpr std::size_t answer_max = 4096;
constexpr std::uint64_t magic = 0x7365616c77726774;

const SystemClock machine_clock;

std::size_t size_in(View header) {
    std::size_t size = 0;
    for (std::size_t index = 2; index < 6; ++index) size = size << 8U | header[index];
    return size;
}

// A socket whose peer is gone would end the process by a signal, was it not for send.
ssize_t write_some(int number, View bytes) {
    const auto sent = ::send(number, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0 || errno != ENOTSOCK) return sent;
    return ::write(number, bytes.data(), bytes.size());
}

}  // namespace

Result<std::unique_ptr<TpmTransport>> TpmTransport::open(const TpmAddress& address, Limits limits) {
    TRY(peer, address.connect());
    return std::make_unique<TpmTransport>(std::move(peer), limits, machine_clock);
}

TpmTransport::TpmTransport(Descriptor peer, Limits limits, const Clock& clock)
    : peer_(std::move(peer)),
      clock_(clock),
      limits_(limits),
      all_until_ms_(clock.now().boottime_ms + limits.all_ms) {
    auto& first = table_.functions.v1;
    first.magic = magic;
    first.version = 2;
    first.transmit = &TpmTransport::transmit;
    first.receive = &TpmTransport::receive;
    first.finalize = [](TSS2_TCTI_CONTEXT*) {};
    first.cancel = [](TSS2_TCTI_CONTEXT*) -> TSS2_RC { return TSS2_TCTI_RC_NOT_SUPPORTED; };
    first.getPollHandles = [](TSS2_TCTI_CONTEXT*, TSS2_TCTI_POLL_HANDLE*, std::size_t*) -> TSS2_RC {
        return TSS2_TCTI_RC_NOT_SUPPORTED;
    };
    first.setLocality = [](TSS2_TCTI_CONTEXT*, std::uint8_t) -> TSS2_RC {
        return TSS2_TCTI_RC_NOT_SUPPORTED;
    };
    table_.functions.makeSticky = [](TSS2_TCTI_CONTEXT*, TPM2_HANDLE*, std::uint8_t) -> TSS2_RC {
        return TSS2_TCTI_RC_NOT_SUPPORTED;
    };
    table_.owner = this;
}

TSS2_TCTI_CONTEXT* TpmTransport::context() {
    void* untyped = &table_;
    return static_cast<TSS2_TCTI_CONTEXT*>(untyped);
}

TpmTransport& TpmTransport::of(TSS2_TCTI_CONTEXT* context) {
    void* untyped = context;
    return *static_cast<Table*>(untyped)->owner;
}

TSS2_RC TpmTransport::transmit(TSS2_TCTI_CONTEXT* context,
                               std::size_t size,
                               const uint8_t* command) {
    auto& self = of(context);
    if (self.failure_) return TSS2_TCTI_RC_IO_ERROR;
    const auto command_until_ms = self.clock_.now().boottime_ms + self.limits_.command_ms;
    self.command_until_ms_ = std::min(command_until_ms, self.all_until_ms_);
    return self.write(View(command, size)) ? TSS2_RC_SUCCESS : TSS2_TCTI_RC_IO_ERROR;
}

// Asked without a buffer it tells the size. `timeout` is libtss2's, which always asks to wait
// without end; our deadline began with the command.
TSS2_RC TpmTransport::receive(TSS2_TCTI_CONTEXT* context,
                              std::size_t* size,
                              uint8_t* answer,
                              std::int32_t /*timeout*/) {
    auto& self = of(context);
    if (self.failure_) return TSS2_TCTI_RC_IO_ERROR;
    if (size == nullptr) return TSS2_TCTI_RC_BAD_REFERENCE;
    if (self.answer_.empty() && !self.read()) return TSS2_TCTI_RC_IO_ERROR;
    const auto room = answer == nullptr ? 0 : *size;
    *size = self.answer_.size();
    if (answer == nullptr) return TSS2_RC_SUCCESS;
    if (room < *size) return TSS2_TCTI_RC_INSUFFICIENT_BUFFER;
    std::copy(self.answer_.begin(), self.answer_.end(), answer);
    self.given_ = std::span(answer, *size);
    self.answer_ = {};
    return TSS2_RC_SUCCESS;
}

Result<void> TpmTransport::write(View command) {
    while (!command.empty()) {
        TRY(wait_for(POLLOUT));
        const auto wrote = write_some(peer_.number(), command);
        if (wrote < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (wrote < 0 && errno == EBUSY) return fail(errors::tpm_busy);
        if (wrote <= 0) return fail(errors::tpm_gone);
        command = command.subspan(static_cast<std::size_t>(wrote));
    }
    return done;
}

// A device gives its answer whole, a socket in parts.
Result<void> TpmTransport::read() {
    WipedBytes answer(answer_max);
    std::size_t got = 0;
    std::size_t wanted = header_size;
    while (got < wanted) {
        TRY(wait_for(POLLIN));
        const auto part = ::read(peer_.number(), answer.data() + got, answer.size() - got);
        if (part < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (part <= 0) return fail(errors::tpm_gone);
        got += static_cast<std::size_t>(part);
        if (got >= header_size) wanted = std::max(size_in(answer), header_size);
        if (wanted > answer.size()) return fail(errors::tpm_answer);
    }
    if (size_in(answer) != got) return fail(errors::tpm_answer);
    answer.resize(got);
    answer_ = std::move(answer);
    return done;
}

Result<void> TpmTransport::wait_for(short events) {
    const auto now = clock_.now().boottime_ms;
    if (now >= command_until_ms_) return late();
    pollfd entry{peer_.number(), events, 0};
    const auto ready = ::poll(&entry, 1, static_cast<int>(command_until_ms_ - now));
    if (ready == 0) return late();
    if (ready < 0 && errno != EINTR) return fail(errors::tpm_gone);
    return done;
}

// One command that hangs is something else than many that each take their time.
Error TpmTransport::late() {
    if (command_until_ms_ < all_until_ms_) return fail(errors::tpm_silent);
    failure_ = Error(errors::tpm_slow, {fact("deadline_ms", limits_.all_ms)});
    return *failure_;
}

Error TpmTransport::fail(const ErrorSpec& why) {
    failure_ = Error(why, {fact("deadline_ms", limits_.command_ms)});
    return *failure_;
}

void TpmTransport::wipe_last_answer() {
    if (!given_.empty()) sodium_memzero(given_.data(), given_.size());
    given_ = {};
}

void TpmTransport::begin_closing() {
    all_until_ms_ = std::max(all_until_ms_, clock_.now().boottime_ms + limits_.command_ms);
}

}  // namespace sealwright::attest
