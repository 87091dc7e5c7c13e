#include "meter.hpp"
#include "sealwright/hsm/token/pkcs11_room.hpp"
#include "tally.hpp"

namespace sealwright::bench {

// With the service's own room of a token, so that the limit is what the library gives, not what
// another way to call it would.
int hmacs(const Words& words) {
    const auto run = std::chrono::milliseconds(words.number("run-ms", 2000));
    auto room = hsm::token::open_room(
        {words.text("module"), words.text("label"), "", words.text("conf"), words.text("aside")});
    if (!room) give_up(room.error().sentence());
    const auto pin = hsm::PinEntry::from_file(words.text("pin"));
    if (!pin) give_up(pin.error().sentence());
    const auto login = (*room)->login(*pin);
    if (!login) give_up(login.error().sentence());
    const auto made = (*room)->make_key(1);
    if (!made) give_up(made.error().sentence());

    Digest input{};
    std::array<std::uint8_t, 32> output{};
    Tally tally;
    const auto start = Clock::now();
    tally.start(start);
    auto now = start;
    while (now - start < run) {
        const auto asked = now;
        const auto signed_now = (*room)->sign(input, output);
        if (!signed_now) give_up(signed_now.error().sentence());
        input = output;
        now = Clock::now();
        tally.count(asked, now);
    }
    tally.print(now);
    return 0;
}

}  // namespace sealwright::bench
