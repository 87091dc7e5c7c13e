// How a vault's root is shown, and how its task is waited for. Process: cli.
// Spec: docs/protocol/root.md.
#pragma once

#include "answer.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {

Answer answer_of_root(const Settings& settings, const operate::RootShown& shown);

// What is done with nobody asking: root_times.cpp.
Pairs times_for_people(const operate::RootShown& shown);
Json json_of_times(const operate::RootShown& shown);
Answer answer_of_schedule(const Settings& settings, const operate::RootShown& shown);

// Why a task failed, as if the service had refused.
Failure failure_of(const operate::RootTaskInfo& task);
bool is_over(const operate::RootTaskInfo& task);
// With the task of this id as the one that is shown, also while custodians are asked for it.
operate::RootShown with_task(operate::RootShown shown, const IdBytes& id);

// Follows one task and says each of its steps. It ends when the task does, or with the time; that
// the service starts again meanwhile is waited for.
class RootWatch {
public:
    RootWatch(Service service, Settings settings)
        : service_(std::move(service)), settings_(std::move(settings)) {}

    // As it was seen last, which may be before its end.
    Outcome<operate::RootShown> follow(const operate::RootShown& begun, std::uint64_t within_ms);
    [[nodiscard]] Service& service() { return service_; }

private:
    Outcome<operate::RootShown> look(const std::string& vault);
    void tell(const operate::RootShown& shown, const operate::RootTaskInfo& task);
    void pause();

    Service service_;
    Settings settings_;
    SystemClock clock_;
    std::string told_;
};

}  // namespace sealwright::cli
