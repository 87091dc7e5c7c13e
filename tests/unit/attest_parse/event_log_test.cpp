#include "sealwright/attest/event_log.hpp"

#include "crypto/vectors.hpp"
#include "logs.hpp"
#include "real_tpm.hpp"
#include "sealwright/attest/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using test::LogWriter;
namespace event = test::event;

namespace {

constexpr std::uint32_t pcr_7 = 1U << 7U;

// Why the log is not believed of these values; 0: it is.
std::uint16_t code_of_log(View log, const claims::PcrValues& values) {
    const auto report = attest::report_on(log, values.set);
    if (report.code != 0) return report.code;
    return report.replayed == values ? std::uint16_t{0} : errors::event_log_replay.code;
}

std::uint16_t code_of_pcr_7(const LogWriter& log) {
    return code_of_log(log.bytes(), log.values(pcr_7));
}

LogWriter begun() {
    LogWriter log;
    log.add(7, event::driver_config, LogWriter::variable("SecureBoot", test::on));
    return log;
}

}  // namespace

TEST_SUITE("attest_parse/event_log") {
    TEST_CASE("a log that leads to its registers says whether secure boot was on") {
        for (const bool is_on : {true, false}) {
            const auto log = test::booted(is_on ? View(test::on) : View(test::off));

            const auto values = log.values(pcr_7 | 0x11);
            const auto report = attest::report_on(log.bytes(), values.set);

            CHECK(report.code == 0);
            CHECK(report.replayed == values);
            CHECK(report.events == 10);
            CHECK(report.secure_boot == (is_on ? claims::SecureBoot::on : claims::SecureBoot::off));
        }
    }

    TEST_CASE("a register is computed as a TPM does it") {
        LogWriter log;
        log.add(4, event::ipl, view_of("one")).add(4, event::ipl, view_of("two"));
        log.add(4, event::no_action, view_of("nothing"));
        Bytes both(32);
        const auto first = crypto::sha256(view_of("one"));
        both.insert(both.end(), first.begin(), first.end());
        const auto after = crypto::sha256(both);
        Bytes next(after.begin(), after.end());
        const auto second = crypto::sha256(view_of("two"));
        next.insert(next.end(), second.begin(), second.end());

        CHECK(log.values(1U << 4U).values.at(0) == crypto::sha256(next));
        CHECK(log.values(1U << 5U).values.at(0) == Digest{});
    }

    TEST_CASE("PCR 0 begins with the locality that the TPM was started from") {
        LogWriter log;
        Bytes locality(15, 0);
        constexpr std::string_view words("StartupLocality");
        std::copy(words.begin(), words.end(), locality.begin());
        locality.insert(locality.end(), {0, 3});
        log.add(0, event::no_action, locality);
        Digest expected{};
        expected.back() = 3;

        CHECK(log.values(1).values.at(0) == expected);
    }

    TEST_CASE("logs of real machines lead to the registers that their TPMs held") {
        const test::NamedVectors rows("event_logs.txt");
        struct Real {
            std::string name;
            std::uint32_t mask;
            claims::SecureBoot secure_boot;
        };
        // The laptop's TPM was started from locality 3, with which its PCR 0 begins.
        for (const auto& real : {Real{"workstation", 0xff, claims::SecureBoot::off},
                                 Real{"laptop", 0xff, claims::SecureBoot::off},
                                 Real{"cloud", 0xb1, claims::SecureBoot::on}}) {
            claims::PcrValues held{*claims::PcrSet::from_mask(real.mask), {}};
            for (const auto pcr : held.set.list()) {
                const auto& row = rows.at(real.name + "." + std::to_string(pcr));
                std::copy(row.begin(), row.end(), held.values.emplace_back().begin());
            }
            INFO(real.name);

            const auto report = attest::report_on(rows.at(real.name + ".log"), held.set);

            CHECK(report.replayed == held);
            CHECK(report.secure_boot == real.secure_boot);
            CHECK(report.why == "");
        }
    }

    TEST_CASE("a log that cannot be read is a report that says where it breaks") {
        const auto whole = test::booted(test::on).bytes();

        const auto report =
            attest::report_on(View(whole).first(whole.size() - 1), *claims::PcrSet::parse("7"));

        CHECK(report.code == errors::event_log_form.code);
        CHECK(report.why.starts_with("events=9, bytes_left="));
        CHECK(report.replayed.set.is_empty());
        CHECK(report.secure_boot == claims::SecureBoot::unknown);
    }

    TEST_CASE("PCR 7 is judged by its grammar only where it is asked about") {
        LogWriter log;
        log.add(7, event::ipl, view_of("odd"));

        CHECK(code_of_log(log.bytes(), log.values(0x11)) == 0);
        CHECK(code_of_pcr_7(log) == errors::event_log_grammar.code);
    }

    TEST_CASE("an event relabelled so that a reader would skip it is refused") {
        // The machine measured SecureBoot=0; who owns it then relabelled that event, appended a
        // SecureBoot=1 and extended the register by it: every digest is true.
        LogWriter log;
        log.add(7, event::unused, LogWriter::variable("SecureBoot", test::off));
        log.add(7, event::driver_config, LogWriter::variable("SecureBoot", test::on));
        log.add(7, event::separator, test::zeros);

        CHECK(code_of_pcr_7(log) == errors::event_log_grammar.code);
    }

    TEST_CASE("PCR 7 has one SecureBoot, which comes first, with a value that is on or off") {
        auto twice = begun();
        twice.add(7, event::driver_config, LogWriter::variable("SecureBoot", test::on));
        twice.add(7, event::separator, test::zeros);
        CHECK(code_of_pcr_7(twice) == errors::event_log_grammar.code);

        LogWriter late;
        late.add(7, event::driver_config, LogWriter::variable("PK", view_of("keys")));
        late.add(7, event::driver_config, LogWriter::variable("SecureBoot", test::on));
        late.add(7, event::separator, test::zeros);
        CHECK(code_of_pcr_7(late) == errors::event_log_grammar.code);

        for (const Bytes& value : {Bytes{2}, Bytes{1, 1}}) {
            LogWriter odd;
            odd.add(7, event::driver_config, LogWriter::variable("SecureBoot", value));
            odd.add(7, event::separator, test::zeros);
            CHECK(code_of_pcr_7(odd) == errors::event_log_grammar.code);
        }
        LogWriter foreign;
        auto data = LogWriter::variable("SecureBoot", test::on);
        data[0] ^= 1;
        foreign.add(7, event::driver_config, data).add(7, event::separator, test::zeros);
        CHECK(code_of_pcr_7(foreign) == errors::event_log_grammar.code);
    }

    TEST_CASE("data that its digest does not cover is not believed") {
        LogWriter log;
        log.add(7,
                event::driver_config,
                LogWriter::variable("SecureBoot", test::on),
                crypto::sha256(LogWriter::variable("SecureBoot", test::off)));
        log.add(7, event::separator, test::zeros);

        CHECK(code_of_pcr_7(log) == errors::event_log_grammar.code);
    }

    TEST_CASE("behind the separator of PCR 7 there are authorities only, and one separator") {
        auto good = begun();
        good.add(7, event::separator, test::zeros);
        good.add(7, event::authority, view_of("x")).add(7, event::authority, view_of("y"));
        CHECK(code_of_pcr_7(good) == 0);
        for (const auto type : {event::driver_config, event::separator, event::ipl, 77U}) {
            auto log = good;
            const auto data = type == event::driver_config
                                  ? LogWriter::variable("PK", view_of("keys"))
                                  : Bytes(4);
            log.add(7, type, data);
            CHECK(code_of_pcr_7(log) == errors::event_log_grammar.code);
        }
        CHECK(code_of_pcr_7(begun()) == errors::event_log_grammar.code);
        auto error = begun();
        error.add(7, event::separator, Bytes(4, 0xff));
        CHECK(code_of_pcr_7(error) == errors::event_log_grammar.code);
        CHECK(code_of_pcr_7(LogWriter()) == errors::event_log_grammar.code);
    }

    TEST_CASE("a log that is cut short inside of an event, or longer than its last, is none") {
        const auto log = test::booted(test::on);
        const auto values = log.values(pcr_7);
        for (std::size_t size = 0; size < log.bytes().size(); ++size) {
            REQUIRE(code_of_log(View(log.bytes()).first(size), values) != 0);
        }
        auto longer = log.bytes();
        longer.push_back(0);
        CHECK(code_of_log(longer, values) == errors::event_log_form.code);
    }

    TEST_CASE("a bit changed in a header, a digest or a length is never overlooked") {
        const auto log = test::booted(test::on);
        const auto values = log.values(pcr_7 | 0x11);
        // The SHA-1 digests are nobody's business, nor are the data of images and authorities.
        const auto& whole = log.bytes();
        std::size_t refused = 0;
        for (std::size_t place = 0; place < whole.size(); ++place) {
            auto changed = whole;
            changed[place] ^= 0x80;
            if (code_of_log(changed, values) != 0) {
                ++refused;
                continue;
            }
            REQUIRE(attest::report_on(changed, values.set).secure_boot == claims::SecureBoot::on);
        }
        CHECK(refused > whole.size() / 2);
    }

    TEST_CASE("sizes that lie are refused before anything is kept for them") {
        auto log = test::booted(test::on).bytes();
        // The count of algorithms stands behind signature and eight bytes of the header.
        constexpr std::size_t algorithms = 32 + 16 + 8;
        for (const std::uint8_t count : {std::uint8_t{0}, std::uint8_t{9}, std::uint8_t{255}}) {
            auto lying = log;
            lying[algorithms] = count;
            CHECK(code_of_log(lying, {}) == errors::event_log_form.code);
        }
        auto unknown = log;
        unknown[algorithms + 4] = 0x77;
        CHECK(code_of_log(unknown, {}) == errors::event_log_form.code);
        auto twice = log;
        twice[algorithms + 4] = 0x0b;
        twice[algorithms + 6] = 32;
        CHECK(code_of_log(twice, {}) == errors::event_log_form.code);
        LogWriter far;
        far.add(24, event::ipl, view_of("x"));
        CHECK(code_of_log(far.bytes(), {}) == errors::event_log_form.code);
    }

    TEST_CASE("a log has 4096 events at most") {
        LogWriter log;
        for (std::size_t count = 0; count < attest::EventLog::events_max; ++count) {
            log.add(4, event::ipl, {});
        }
        CHECK(attest::EventLog::read(log.bytes()).ok());
        log.add(4, event::ipl, {});

        CHECK(code_of_log(log.bytes(), {}) == errors::event_log_form.code);
    }

    TEST_CASE(
        "an enrolment's log is reported on, whatever it is, and its keys are judged as ever") {
        const auto log = test::booted(test::on);
        auto ask = test::RealTpm::ask("a", "ek-p384");
        ask.pcrs = *claims::PcrSet::parse("0,4,7");
        const auto parsed = [&] {
            test::SeededRandom random;
            auto made = attest::parse(ask, test::RealTpm::maker(), random, test::recorded);
            REQUIRE(made.ok());
            return std::move(*made);
        };

        CHECK_FALSE(parsed().log);
        ask.identity.event_log = log.bytes();
        CHECK(parsed().log->replayed == log.values(pcr_7 | 0x11));
        ask.identity.event_log = Bytes(attest::event_log_max, 0xff);
        CHECK(parsed().log->code == errors::event_log_form.code);
        CHECK(wire::decode<attest::Parsed>(wire::encode(parsed())).ok());
        CHECK(wire::decode<attest::ParseAsk>(wire::encode(ask)).ok());
        ask.identity.event_log.push_back(0);
        CHECK_FALSE(wire::decode<attest::ParseAsk>(wire::encode(ask)).ok());
    }
}
