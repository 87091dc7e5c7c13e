#include "sealwright/core/log.hpp"

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/errors.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>

using namespace sealwright;

namespace {

// What `step` writes to standard error.
template <class Step>
std::string written_by(Step step) {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    const Descriptor read_end(ends[0]);
    Descriptor write_end(ends[1]);
    const Descriptor terminal(::dup(STDERR_FILENO));
    ::dup2(write_end.number(), STDERR_FILENO);
    step();
    ::dup2(terminal.number(), STDERR_FILENO);
    write_end.close();

    std::string text(4096, '\0');
    const auto count = ::read(read_end.number(), text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return text;
}

}  // namespace

TEST_SUITE("core/log") {
    TEST_CASE("a time is shown in UTC with milliseconds") {
        CHECK(render_utc(0) == "1970-01-01T00:00:00.000Z");
        CHECK(render_utc(951'782'400'000) == "2000-02-29T00:00:00.000Z");
        CHECK(render_utc(1'234'567'890'123) == "2009-02-13T23:31:30.123Z");
        CHECK(render_utc(2'147'483'648'000) == "2038-01-19T03:14:08.000Z");
        CHECK(render_utc(4'107'542'399'999) == "2100-02-28T23:59:59.999Z");
        CHECK(render_utc(4'107'542'400'000) == "2100-03-01T00:00:00.000Z");
    }

    TEST_CASE("a log line is time, process, level, literal and facts, and one line only") {
        const auto line = written_by([] {
            log_as("test\nprocess");
            log(LogLevel::warning, "said", {fact("name", "a\nforged line"), fact("count", 3)});
            log_as("unit");
        });

        CHECK(line.ends_with("Z test?process warning said name=a?forged line count=3\n"));
        CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    }

    TEST_CASE("a logged error ends with its code") {
        const auto line =
            written_by([] { log(LogLevel::error, "failed", Error(errors::io_failed)); });

        CHECK(
            line.ends_with(" error failed: a file operation failed; check the path, its owner, its "
                           "mode and the disk [E1001 io-failed]\n"));
    }
}
