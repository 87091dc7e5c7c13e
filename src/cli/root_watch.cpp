#include "error_catalogue.hpp"
#include "errors.hpp"
#include "roots.hpp"
#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/words.hpp"
#include "table.hpp"

#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

constexpr std::chrono::milliseconds between_looks(200);
// Each look is signed, maybe by a card.
constexpr std::chrono::milliseconds between_signed_looks(2'000);
constexpr std::uint64_t away_max_ms = 60'000;

// Who has to be woken, and what is read to them.
std::string told_of_custodians(const operate::RootShown& shown) {
    const CeremonyId id(shown.ceremony);
    if (!id.is_set()) return "custodians are about to be asked";
    return "custodians are asked: " + id.str() +
           "\n    each gives with `sealwright custodian "
           "contribute`; read these words to them by voice: " +
           ceremony::spoken(shown.asked);
}

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

operate::RootShown with_task(operate::RootShown shown, const IdBytes& id) {
    if (shown.task.id != id && shown.proposed.id == id) shown.task = shown.proposed;
    return shown;
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
void RootWatch::tell(const operate::RootShown& shown, const operate::RootTaskInfo& task) {
    std::string line;
    if (task.state == operate::RootTaskState::asked) {
        line = told_of_custodians(shown);
    } else if (task.state == operate::RootTaskState::under_way) {
        line = printable(task.step.empty() ? "taken by the agent of node " + task.node : task.step);
    } else if (task.state == operate::RootTaskState::waiting && task.tries == 0) {
        line = "waits for the vault's agent";
    } else if (task.state == operate::RootTaskState::waiting) {
        line = printable("try " + std::to_string(task.tries) + " failed: " + task.why);
    }
    const auto mark = std::to_string(task.tries) + line;
    if (line.empty() || mark == told_) return;
    told_ = mark;
    talk_now(time_for_people(clock_.now().wall_ms) + "  " + line + "\n");
}

Outcome<operate::RootShown> RootWatch::follow(const operate::RootShown& begun,
                                              std::uint64_t within_ms) {
    auto end_ms = clock_.now().boottime_ms + within_ms;
    auto last = begun;
    const auto id = begun.task.id;
    auto heard_ms = clock_.now().boottime_ms;
    for (;;) {
        tell(last, last.task);
        auto now_ms = clock_.now().boottime_ms;
        if (last.task.state == operate::RootTaskState::asked) end_ms = now_ms + within_ms;
        if (is_over(last.task) || now_ms >= end_ms) return last;
        pause();
        auto shown = look(begun.vault);
        now_ms = clock_.now().boottime_ms;
        const bool may_return =
            !shown && shown.error().exit == Exit::remote && now_ms < heard_ms + away_max_ms;
        if (!shown && !may_return) return shown.error();
        if (!shown) continue;
        heard_ms = now_ms;
        last = with_task(*std::move(shown), id);
        if (last.task.id != id) {
            return Error(errors::cli_root_task_gone, {fact("vault", begun.vault)});
        }
    }
}

}  // namespace sealwright::cli
