// Child: one process that is to run, and when it may be started again.
//
// Pure apart from its log lines: the caller spawns, reaps and tells the time. A child that dies
// young waits 0.1 s, then twice as long each time, 5 s at most; one that lived 10 s is forgiven.
#pragma once

#include <cstdint>
#include <string>

namespace sealwright::supervisor {

class Child {
public:
    static constexpr std::uint64_t delay_first_ms = 100;
    static constexpr std::uint64_t delay_max_ms = 5'000;
    static constexpr std::uint64_t forgiven_after_ms = 10'000;

    explicit Child(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool running() const { return pid_ != 0; }
    [[nodiscard]] int pid() const { return pid_; }
    [[nodiscard]] bool due(std::uint64_t now_ms) const { return !running() && now_ms >= due_ms_; }
    [[nodiscard]] std::uint64_t due_ms() const { return due_ms_; }

    void started(int pid, std::uint64_t now_ms);
    // It ended with this wait status; or it could not be started.
    void ended(int status, std::uint64_t now_ms);
    void missed(std::uint64_t now_ms);
    // May start at once, its past forgotten.
    void forgive();
    void send(int signal) const;

private:
    void back_off(std::uint64_t now_ms);

    std::string name_;
    int pid_ = 0;
    std::uint64_t started_ms_ = 0;
    std::uint64_t due_ms_ = 0;
    std::uint64_t delay_ms_ = delay_first_ms;
};

}  // namespace sealwright::supervisor
