#include "error_catalogue.hpp"
#include "errors.hpp"
#include "roots.hpp"
#include "table.hpp"

#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

constexpr std::chrono::milliseconds between_looks(200);
// Each look is signed, maybe by a card.
constexpr std::chrono::milliseconds between_signed_looks(2'000);
constexpr std::uint64_t away_max_ms = 60'000;

}  // namespace

bool is_over(const operate::RootTaskInfo& task) {
    return task.state == operate::RootTaskState::done ||
           task.state == operate::RootTaskState::failed;
}

Failure failure_of(const operate::RootTaskInfo& task) {
    const auto* spec = find_error(task.code);
    claims::Refusal refusal;
    refusal.code = task.code;
    refusal.sentence = task.why;
    refusal.remedy = spec != nullptr ? spec->remedy : "see `sealwright root show` for the task";
    return refusal;
}

void RootWatch::pause() {
    const bool is_signed = service_.person() != nullptr;
    std::this_thread::sleep_for(is_signed ? between_signed_looks : between_looks);
}

// A local connection ends with the service's process; the next one is made here.
Outcome<operate::RootShown> RootWatch::look(const std::string& vault) {
    const operate::RootShowAsk ask{vault};
    auto shown = service_.ask<operate::RootShown>(ask);
    if (shown || service_.person() != nullptr) return shown;
    auto again = Service::connect_locally(settings_);
    if (!again) return again.error();
    service_ = *std::move(again);
    return service_.ask<operate::RootShown>(ask);
}

// Each step once, and a try that failed with its reason.
void RootWatch::tell(const operate::RootTaskInfo& task) {
    std::string line;
    if (task.state == operate::RootTaskState::under_way) {
        line = task.step.empty() ? "taken by the agent of node " + task.node : task.step;
    } else if (task.state == operate::RootTaskState::waiting && task.tries == 0) {
        line = "waits for the vault's agent";
    } else if (task.state == operate::RootTaskState::waiting) {
        line = "try " + std::to_string(task.tries) + " failed: " + task.why;
    }
    const auto mark = std::to_string(task.tries) + line;
    if (line.empty() || mark == told_) return;
    told_ = mark;
    talk_now(time_for_people(clock_.now().wall_ms) + "  " + printable(line) + "\n");
}

Outcome<operate::RootShown> RootWatch::follow(const operate::RootShown& begun,
                                              std::uint64_t within_ms) {
    const auto end_ms = clock_.now().boottime_ms + within_ms;
    auto last = begun;
    auto heard_ms = clock_.now().boottime_ms;
    for (;;) {
        tell(last.task);
        if (is_over(last.task) || clock_.now().boottime_ms >= end_ms) return last;
        pause();
        auto shown = look(begun.vault);
        const auto now_ms = clock_.now().boottime_ms;
        const bool may_return =
            !shown && shown.error().exit == Exit::remote && now_ms < heard_ms + away_max_ms;
        if (!shown && !may_return) return shown.error();
        if (!shown) continue;
        if (shown->task.id != begun.task.id) {
            return Error(errors::cli_root_task_gone, {fact("vault", begun.vault)});
        }
        heard_ms = now_ms;
        last = *std::move(shown);
    }
}

}  // namespace sealwright::cli
