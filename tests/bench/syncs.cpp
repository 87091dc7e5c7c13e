#include "meter.hpp"
#include "tally.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace sealwright::bench {

// As an append of one journal entry to a file that grows.
int syncs(const Words& words) {
    const auto path = words.text("file");
    const auto run = std::chrono::milliseconds(words.number("run-ms", 2000));
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) give_up("cannot write " + path);
    std::array<char, 256> record{};
    Tally tally;
    const auto start = Clock::now();
    tally.start(start);
    auto now = start;
    while (now - start < run) {
        const auto asked = now;
        if (::write(file, record.data(), record.size()) < 0 || ::fdatasync(file) != 0) {
            give_up("cannot make " + path + " durable");
        }
        now = Clock::now();
        tally.count(asked, now);
    }
    ::close(file);
    tally.print(now);
    return 0;
}

}  // namespace sealwright::bench
