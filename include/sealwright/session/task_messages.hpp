// Messages about tasks: what a vault's agent has to do in its vault for the keeper, step by step.
//
// Inside records of operation `task_operation`: the body is u16 type and the message. The agent
// asks, the keeper answers or refuses (status other than 200, a claims::Refusal). Each step is told
// before the vault is asked for it; the keeper has journalled it when it answers. An agent that
// comes back takes its task anew, from the first step. Process: agent, keeper. Limits below. Spec:
// docs/protocol/root.md section 2.
#pragma once

#include "sealwright/claims/root_seen.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sealwright {

struct TaskTag {
    static constexpr std::string_view prefix = "task";
};
using TaskId = Id<TaskTag>;

}  // namespace sealwright

namespace sealwright::session {

inline constexpr std::uint8_t task_operation = 3;  // Behind those of seal::Operation.
inline constexpr std::size_t task_text_max = 200;
inline constexpr std::size_t task_roots_max = 256;
inline constexpr std::size_t task_shares_max = 64;
inline constexpr std::size_t login_max = 2048;
inline constexpr std::size_t sealed_token_max = 1024;
// By which agent and keeper mean the same recovery key: TH of this and the key's 32 bytes.
inline constexpr std::string_view recovery_digest = "recovery-key/v1";

// Of the vault's JWT method, by which an agent logs in.
inline constexpr std::string_view login_mount = "sealwright";
// For what a requested token is sealed (HPKE); the associated data is its task's id.
inline constexpr std::string_view root_token_info = "VUS-V1-ROOT-TOKEN";

// What a record's body is: a message behind its type.
template <class Message>
WipedBytes task_body(const Message& message) {
    wire::Writer writer;
    writer.u16(Message::type);
    message.write(writer);
    return writer.take();
}

enum class TaskKind : std::uint8_t {
    claim,    // A vault that has just initialised itself, or is adopted, becomes ours.
    rotate,   // Every root token dies, and the keys that could make one change.
    request,  // One root token that ends by itself, for whoever asked.
    look,     // Every root token that nobody granted dies; no key changes.
    preview,  // Nothing dies: what a rotation would end is counted.
};
std::string_view name_of(TaskKind kind);
// Of the vault's login, and of the policy that its token has.
std::string_view role_of(TaskKind kind);

// What the agent is about to do, in the order in which it may be said.
enum class TaskStep : std::uint8_t {
    log_in,          // With the order's login.
    census,          // Look at every token of every namespace.
    revoke,          // The root tokens that the census found and that nobody granted.
    begin_recovery,  // A change of the recovery key, or its first making.
    give_recovery,   // The key in force, for that; the answer has its shares.
    verify_recovery,
    begin_root,      // An attempt to make a root token.
    give_root,       // The recovery key, for that; the answer has its shares.
    limit,           // The unlimited root makes the limited one and is revoked by it.
    rotate_root,     // A new barrier root key.
    rotate_keyring,  // A new key for what is written from now on.
    prove,           // The census again.
};
std::string_view words_of(TaskStep step);

// Asked once a second while nothing is under way.
struct TaskLook {
    static constexpr std::uint16_t type = 0x0440;
    void write(wire::Writer&) const {}
    static TaskLook read(wire::Reader&) { return {}; }
};

struct TaskOffer {
    static constexpr std::uint16_t type = 0x0441;
    TaskId task;  // Zeros: there is nothing to do.
    TaskKind kind{};
    void write(wire::Writer& writer) const;
    static TaskOffer read(wire::Reader& reader);
};

// By an agent whose vault node is active.
struct TaskTake {
    static constexpr std::uint16_t type = 0x0442;
    TaskId task;
    void write(wire::Writer& writer) const { writer.id(task); }
    static TaskTake read(wire::Reader& reader) { return {reader.id<TaskId>()}; }
};

struct TaskOrder {
    static constexpr std::uint16_t type = 0x0443;
    TaskId task;
    TaskKind kind{};
    std::string mount;  // Of the vault's JWT method.
    std::string role;
    WipedBytes login;           // A JWT, good for 60 s.
    bool has_recovery = false;  // The keeper keeps the vault's recovery key.
    bool rotates_recovery = false;
    bool cancels_attempt = false;              // One of ours was begun and its end was never told.
    std::uint32_t ttl_s = 0;                   // Of a request's token.
    std::array<std::uint8_t, 32> recipient{};  // Whose X25519 key it is sealed to.
    std::string label;                         // Shown in the vault beside the token.
    std::vector<std::string> granted;          // Accessors of root tokens that may live.
    void write(wire::Writer& writer) const;
    static TaskOrder read(wire::Reader& reader);
};

struct TaskSaid {
    static constexpr std::uint16_t type = 0x0444;
    TaskId task;
    TaskStep step{};
    std::uint64_t tokens = 0;  // Seen by the census before it.
    std::uint64_t namespaces = 0;
    std::uint64_t roots_in_all = 0;       // May be more than are listed.
    std::uint64_t needed = 0;             // Shares that the vault wants; with `give_…`.
    std::vector<claims::RootSeen> roots;  // With `revoke`: which; with `prove`: what is left.
    void write(wire::Writer& writer) const;
    static TaskSaid read(wire::Reader& reader);
};

struct TaskHeard {
    static constexpr std::uint16_t type = 0x0445;
    std::vector<WipedBytes> shares;  // For `give_…`, in the vault's form.
    void write(wire::Writer& writer) const;
    static TaskHeard read(wire::Reader& reader);
};

// It is over. Answer: TaskHeard.
struct TaskEnded {
    static constexpr std::uint16_t type = 0x0446;
    TaskId task;
    std::uint16_t code = 0;  // 0: all went well; else an error's, and why.
    std::string why;
    std::uint64_t tokens = 0;  // Of the last census.
    std::uint64_t namespaces = 0;
    std::uint64_t revoked = 0;
    std::uint64_t roots_in_all = 0;  // That its first census found and the order does not grant.
    std::uint64_t children_max = 0;  // Of that census: tokens that may be theirs, at most.
    std::vector<claims::RootSeen> roots;
    bool changed_recovery = false;
    bool rotated_root = false;
    Digest recovery{};          // Of the new recovery key (recovery_digest), where it has changed.
    Bytes token;                // Of a request: sealed to its recipient.
    std::string accessor;       // Its.
    std::uint64_t ends_ms = 0;  // By the vault's clock.
    void write(wire::Writer& writer) const;
    static TaskEnded read(wire::Reader& reader);
};

}  // namespace sealwright::session
