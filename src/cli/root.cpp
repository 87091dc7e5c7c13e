// The commands `root rotate|look|show`.
#include "errors.hpp"
#include "names.hpp"
#include "roots.hpp"
#include "run.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

constexpr std::uint64_t wait_ms = 120'000;

Result<void> require_emergency(bool is_given) {
    if (is_given) return done;
    return Error(errors::cli_usage,
                 {fact("missing", std::string_view("--emergency or --preview")),
                  fact("why",
                       std::string_view("one that is asked for is at once; `root schedule` is for "
                                        "those that are not"))});
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

std::string joined(const operate::RootTaskInfo& task) {
    return printable("A rotation is under way already, asked for by " + task.by + ": " +
                     task.reason) +
           "\nThere is one for both of you.\n";
}

Outcome<Answer> end_of(Service service,
                       const operate::RootShown& begun,
                       bool no_wait,
                       const Settings& settings) {
    if (no_wait) {
        auto answer = answer_of_root(settings, begun);
        answer.talk = goes_on(begun.vault);
        return answer;
    }
    TRY(shown, RootWatch(std::move(service), settings).follow(begun, wait_ms));
    return answer_of_end(settings, shown);
}

Outcome<Answer> follow_look(const operate::RootLookAsk& ask,
                            bool no_wait,
                            const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(begun, service.ask<operate::RootShown>(ask));
    const auto* kind = ask.only_counts ? "preview" : "look";
    const bool is_ours = begun.task.kind == kind && begun.task.reason == ask.reason;
    if (!is_ours) return Error(errors::cli_root_task_gone, {fact("vault", ask.name)});
    return end_of(std::move(service), begun, no_wait, settings);
}

}  // namespace

Outcome<Answer> run(const RootRotate& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    if (command.preview) {
        return follow_look({command.vault, command.reason, true}, command.no_wait, settings);
    }
    TRY(require_emergency(command.emergency));
    TRY(service, Service::connect(settings));
    const operate::RootRotateAsk ask{command.vault, command.reason};
    TRY(begun, service.ask<operate::RootShown>(ask));
    // Of a person's change the answer is read after it, when it may be another one's.
    const bool is_ours = begun.task.kind == "rotate" &&
                         (begun.task.reason == command.reason || !is_over(begun.task));
    if (!is_ours) return Error(errors::cli_root_task_gone, {fact("vault", command.vault)});
    if (begun.task.reason != command.reason) talk_now(joined(begun.task));
    return end_of(std::move(service), begun, command.no_wait, settings);
}

Outcome<Answer> run(const RootLook& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    return follow_look({command.name, command.reason, false}, command.no_wait, settings);
}

Outcome<Answer> run(const RootShow& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RootShown>(operate::RootShowAsk{command.name}));
    return answer_of_root(settings, shown);
}

}  // namespace sealwright::cli
