// Herald: tells whoever started this process that it is ready, how it is, and that it still runs.
//
// The words are those of sd_notify(3), one datagram each, so the listener may be systemd or
// sealwrightd and the process cannot tell. Nobody listening is no failure: a person started it.
// A datagram that finds no room is dropped, for a process must not wait for its watcher.
// Process: all but the CLI; the keeper is handed its socket, for it can make none.
// Spec: docs/protocol/control.md section 4.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sealwright::sandbox {

class Herald {
public:
    static constexpr std::uint64_t beat_ms = 1'000;

    Herald() = default;
    // `socket` is connected to the listener.
    explicit Herald(Descriptor socket) : socket_(std::move(socket)) {}

    // As this process was started: a descriptor named `notify`, or NOTIFY_SOCKET. Call it before a
    // filter is entered.
    static Result<Herald> of_this_process();

    [[nodiscard]] bool is_heard() const { return socket_.is_open(); }
    // To hand over to a process that can make no socket; -1 when nobody hears us.
    [[nodiscard]] int number() const { return socket_.number(); }

    // A status is one line of public text; it is sent again only when it has changed.
    void ready(std::string_view status);
    void status(std::string_view status);
    void reloading();
    void stopping();

    // Says "I still run" when the last time is `beat_ms` ago, or half of what the listener allows.
    void beat(Now now);
    // How long a loop may wait before it has to call `beat` again.
    [[nodiscard]] std::uint64_t patience_ms(std::uint64_t otherwise_ms) const;

private:
    bool tell(std::string_view words);  // Whether it was taken.

    Descriptor socket_;
    std::string status_;
    std::uint64_t every_ms_ = beat_ms;
    std::uint64_t next_ms_ = 0;
};

}  // namespace sealwright::sandbox
