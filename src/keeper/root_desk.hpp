// RootDesk: what agents have to do in their vaults: offers it, gives it out, writes down each step
// before it is taken, and opens the root window for exactly the step that needs it.
//
// One task a vault. Who asks is known by the sealed session. A task belongs to the node whose agent
// took it, until that has been silent for a minute; whoever takes it then begins it anew. The
// recovery key leaves only in the answer to `give_…`, after the commit that opened the window, and
// the window lets one recovery key open. A step that may not be told now is refused and changes
// nothing. Process: keeper. Limits: 4 tries of a task, 8 of a claim, 4 windows a try, 60 s a
// window. Spec: docs/protocol/root.md.
#pragma once

#include "core.hpp"
#include "sealing.hpp"

namespace sealwright::keeper {

// An ask about tasks, as it came out of a sealed session.
struct TaskJob {
    Asker asker;
    claims::SessionOrigin origin;
    WipedBytes body;
};

class RootDesk {
public:
    static constexpr std::uint64_t window_ms = 60'000;
    static constexpr std::uint64_t refusal_repeat_ms = 60'000;
    static constexpr std::uint64_t search_ms = std::uint64_t{24} * 3600 * 1000;
    static constexpr std::uint32_t gives_max = 4;

    explicit RootDesk(Core& core) : core_(core) {}

    // Its answer is sealed by the session that it came by.
    SealReply answer(const TaskJob& job);
    // What ends by time.
    void step();

private:
    // Copies: a commit makes another state.
    struct Asking {
        claims::Origin origin;
        Node node;
        Vault vault;
    };

    Result<WipedBytes> answer_to(const TaskJob& job);
    Result<Asking> identify(const TaskJob& job) const;
    Result<session::TaskOffer> look(const Asking& asking) const;
    Result<session::TaskOrder> take(const Asking& asking, const session::TaskTake& message);
    Result<session::TaskHeard> hear(const Asking& asking, const session::TaskSaid& message);
    Result<session::TaskHeard> end(const Asking& asking, const session::TaskEnded& message);

    [[nodiscard]] session::TaskOrder order_of(const Asking& asking, const Rooting& rooting) const;
    Result<Rooting> of_its_node(const State& state, const Asking& asking, const TaskId& task) const;
    Result<void> may_give(const State& state, const Asking& asking, const Rooting& rooting) const;
    Result<std::vector<WipedBytes>> shares(const Asking& asking, std::uint64_t needed);
    static void tell_found(Draft& draft, const Asking& asking, std::uint64_t entry);
    void take_recovery(Rooting& rooting, const session::TaskEnded& ended) const;
    void end_well(Rooting& rooting, const session::TaskEnded& ended) const;
    // Of a task that is over although a root token may live: told, and looked for.
    void answer_left_root(Draft& draft, Rooting& rooting) const;
    // Whether the key that a try would give can be opened now.
    [[nodiscard]] bool opens(const Rooting& rooting) const;
    // A change of the recovery key that custodians have to open, behind a task.
    void note_due_change(Rooting& rooting) const;
    void tell_missed(Draft& draft, Rooting& rooting) const;
    void end_task(Draft& draft, Rooting& rooting, const Error& why, std::string_view words);
    template <class Wanted, class Change>
    bool change_first(std::string_view what, Wanted wanted, Change change);
    // In the order in which a proposal becomes a task; true: there was something to do.
    bool end_late();
    bool end_shut();
    bool propose_due();
    bool take_opened();
    bool begin_due();
    void note_refusal(const TaskJob& job, const Error& error);

    Core& core_;
    std::map<std::pair<NodeId, std::uint16_t>, std::uint64_t> refused_ms_;  // When it was noted.
};

}  // namespace sealwright::keeper
