// Attended: front, keeper or depot as our child: started, listened to, ended when it hangs.
//
// Front and depot speak on a socket of their own, which only they and we hold (sd_notify's words);
// the keeper speaks on its control socket, and whoever reads that tells us. Process: sealwrightd.
// Limits: 16 messages a round.
#pragma once

#include "child.hpp"
#include "liveness.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/sandbox/spawn.hpp"

#include <string>

namespace sealwright::supervisor {

class Attended {
public:
    explicit Attended(std::string name) : child_(std::move(name)) {}

    [[nodiscard]] const Child& child() const { return child_; }
    [[nodiscard]] Child& child() { return child_; }
    // To be watched for reading; -1 when it has no voice of its own.
    [[nodiscard]] int number() const { return voice_.number(); }

    // With a voice as descriptor `notify`, or without.
    enum class Voice { own, none };
    void start(sandbox::Program program, Voice voice, std::uint64_t now_ms);
    void missed(const Error& error, std::uint64_t now_ms);
    void ended(int status, std::uint64_t now_ms);

    // Reads what it has said.
    void listen();
    void ready();
    void heard() { liveness_.heard(); }
    [[nodiscard]] bool is_ready() const { return child_.running() && liveness_.is_ready(); }

    // Ends it when it is silent for too long; false while such a one is still there.
    bool tend(std::uint64_t passed_ms);

    // Sends SIGHUP; `is_reloading` until it says that it is ready again, or ends.
    void reload();
    [[nodiscard]] bool is_reloading() const { return reloading_; }

private:
    void take(std::string_view words);
    Result<int> spawn(sandbox::Program& program, Voice voice);

    Child child_;
    Liveness liveness_;
    Descriptor voice_;
    bool reloading_ = false;
    bool told_hung_ = false;
};

}  // namespace sealwright::supervisor
