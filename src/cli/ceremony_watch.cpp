// The command `ceremony watch`.
#include "ceremony_words.hpp"
#include "errors.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "service.hpp"
#include "table.hpp"
#include "transcript_words.hpp"

#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

constexpr std::chrono::milliseconds between_looks(2000);
// A service that starts again is waited for, and one that stays away is told.
constexpr int away_max = 30;
// A deadline is the service's to see; its clock may be behind ours.
constexpr std::uint64_t grace_ms = 120'000;
constexpr std::uint64_t minute_ms = 60'000;

std::string time_left(std::uint64_t deadline_ms, std::uint64_t now_ms) {
    if (deadline_ms <= now_ms) return "its time is over";
    const auto minutes = (deadline_ms - now_ms) / minute_ms;
    if (minutes == 0) return "less than a minute left";
    const auto hours = minutes / 60;
    if (hours == 0) return std::to_string(minutes) + " min left";
    if (hours < 48)
        return std::to_string(hours) + " h " + std::to_string(minutes % 60) + " min left";
    return std::to_string(hours / 24) + " days " + std::to_string(hours % 24) + " h left";
}

std::string line_of(const custody::Played& all, const custody::ToldStep& step) {
    auto line = time_for_people(step.at_ms) + "  " + printable(step.what);
    if (!step.why.empty()) line += "\n    " + printable(step.why);
    return line + "\n    " + state_of(all, step) + "\n";
}

// What it waits for, whoever reads it now.
std::string standing_of(const custody::Played& all, std::uint64_t now_ms) {
    const auto& ceremony = all.ceremony;
    std::string missing;
    for (const auto& each : missing_in(ceremony)) {
        missing += (missing.empty() ? "" : ", ") + printable(each);
    }
    return "  " + std::string(word_of(ceremony.state)) + ", " +
           time_left(ceremony.deadline_ms, now_ms) +
           (missing.empty() ? "" : "; waits for " + missing) + "\n";
}

class Watching {
public:
    Watching(Service& service, const CeremonyId& id) : service_(service), id_(id) {}

    // To its end, or as long as it can last.
    Outcome<custody::Played> to_the_end() {
        for (;;) {
            auto all = look();
            const bool may_return =
                !all && told_ > 0 && all.error().exit == Exit::remote && ++away_ <= away_max;
            if (!all && !may_return) return all.error();
            if (all) {
                away_ = 0;
                tell(*all);
                const auto& ceremony = all->ceremony;
                const bool is_late = clock_.now().wall_ms > ceremony.deadline_ms + grace_ms;
                if (!ceremony.is_open() || is_late) return *std::move(all);
            }
            std::this_thread::sleep_for(between_looks);
        }
    }

private:
    Outcome<custody::Played> look() {
        const auto* person = service_.person();
        const auto* pin = person != nullptr && person->pin() ? &person->pin()->identity : nullptr;
        TRY(shown, service_.ask<operate::TranscriptShown>(operate::TranscriptAsk{id_.bytes()}));
        TRY(all, played_in(shown.transcript, pin));
        if (all.header.ceremony != id_) return errors::cli_answer_forged;
        // What was told once stays so.
        const bool follows =
            told_ == 0 || (all.steps.size() >= told_ && all.steps[told_ - 1].head == head_);
        if (!follows) return errors::cli_answer_forged;
        return std::move(all);
    }

    void tell(const custody::Played& all) {
        if (all.steps.size() == told_) return;
        std::string text;
        for (; told_ < all.steps.size(); ++told_) text += line_of(all, all.steps[told_]);
        head_ = all.steps[told_ - 1].head;
        if (all.ceremony.is_open()) text += standing_of(all, clock_.now().wall_ms);
        talk_now(text);
    }

    Service& service_;
    CeremonyId id_;
    SystemClock clock_;
    std::size_t told_ = 0;
    Digest head_{};
    int away_ = 0;
};

Exit exit_of(const ceremony::Ceremony& ceremony) {
    if (ceremony.state == ceremony::CeremonyState::committed) return Exit::ok;
    return ceremony.is_open() ? Exit::pending : Exit::remote;
}

}  // namespace

Outcome<Answer> run(const CeremonyWatch& command, const Settings& settings) {
    TRY(id, ceremony_named(command.id));
    TRY(service, Service::connect(settings));
    TRY(all, Watching(service, id).to_the_end());
    const auto& ceremony = all.ceremony;
    const auto state = std::string(word_of(ceremony.state));
    auto answer = answer_of(
        settings,
        json_of(all),
        pairs({{"ceremony", ceremony.casting.id.str()},
               {"state", state},
               {"why", printable(ceremony.why)},
               {"group", all.group && !ceremony.is_open() ? to_hex(*all.group) : std::string()},
               {"steps", std::to_string(all.steps.size())}}));
    answer.exit = exit_of(ceremony);
    return answer;
}

}  // namespace sealwright::cli
