// The commands `root rotate|show`.
#include "errors.hpp"
#include "names.hpp"
#include "roots.hpp"
#include "run.hpp"

namespace sealwright::cli {
namespace {

constexpr std::uint64_t wait_ms = 120'000;

Result<void> require_emergency(bool is_given) {
    if (is_given) return done;
    return Error(errors::cli_usage,
                 {fact("missing", std::string_view("--emergency")),
                  fact("why", std::string_view("each rotation is at once so far"))});
}

std::string goes_on(const std::string& vault) {
    return "The vault's agent does it, whoever watches: sealwright root show " + vault + "\n";
}

Answer answer_of_end(const Settings& settings, const operate::RootShown& shown) {
    auto answer = answer_of_root(settings, shown);
    if (shown.task.state == operate::RootTaskState::done) {
        answer.talk.clear();
        // Every root token is dead; the recovery key is not another one yet.
        if (shown.is_change_due) {
            answer.exit = Exit::pending;
            answer.talk =
                "Done but for the recovery key, which custodians have to open: they are "
                "asked.\nSee sealwright root show " +
                shown.vault + "\n";
        }
        return answer;
    }
    answer.exit = Exit::remote;
    if (!is_over(shown.task)) answer.talk = "Not done yet. " + goes_on(shown.vault);
    return answer;
}

}  // namespace

Outcome<Answer> run(const RootRotate& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(require_emergency(command.emergency));
    TRY(service, Service::connect(settings));
    const operate::RootRotateAsk ask{command.vault, command.reason};
    TRY(begun, service.ask<operate::RootShown>(ask));
    // Of a person's change the answer is read after it, when it may be another one's.
    const bool is_ours = begun.task.kind == "rotate" && begun.task.reason == command.reason;
    if (!is_ours) return Error(errors::cli_root_task_gone, {fact("vault", command.vault)});
    if (command.no_wait) {
        auto answer = answer_of_root(settings, begun);
        answer.talk = goes_on(command.vault);
        return answer;
    }
    TRY(shown, RootWatch(std::move(service), settings).follow(begun, wait_ms));
    return answer_of_end(settings, shown);
}

Outcome<Answer> run(const RootShow& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RootShown>(operate::RootShowAsk{command.name}));
    return answer_of_root(settings, shown);
}

}  // namespace sealwright::cli
