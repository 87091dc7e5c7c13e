// RemoteDepot: the depot at the other end of a local socket.
//
// Starts without a connection; `attach` gives it one. Whatever goes wrong on the connection (a
// deadline, a broken frame, a depot that could not write) drops it, so no late answer is ever taken
// for another ask's; the owner then asks sealwrightd for a new descriptor. Limits: one ask at a
// time, 5 s each. Process: keeper. Spec: docs/protocol/depot.md.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/store/depot.hpp"

#include <optional>

namespace sealwright::store {

class RemoteDepot final : public Depot {
public:
    static constexpr std::uint64_t deadline_ms = 5000;

    explicit RemoteDepot(const Clock& clock) : clock_(clock) {}

    void attach(Descriptor socket) { connection_.emplace(std::move(socket)); }
    [[nodiscard]] bool is_connected() const { return connection_.has_value(); }
    // For poll(2); -1 without a connection.
    [[nodiscard]] int number() const { return connection_ ? connection_->number() : -1; }
    // Takes in what came unasked, after poll(2) said that there is something.
    Result<void> listen();

    Result<Loaded> load(const LoadAsk& ask) override;
    Result<Entries> read(const ReadAsk& ask) override;
    Result<CommitAnswer> commit(const Commit& commit) override;
    std::optional<std::uint64_t> take_changed() override;

private:
    // Sends, waits, and drops the connection when this fails. The frame is an answer, no Refusal.
    Result<ipc::Frame> call(std::uint16_t type, View body);
    Result<ipc::Frame> exchange(std::uint16_t type, View body);
    Result<void> notice(const ipc::Frame& frame);
    Error refused(const ipc::Frame& frame);
    template <class Answer>
    Result<Answer> decoded(const ipc::Frame& frame);

    const Clock& clock_;
    std::optional<ipc::Connection> connection_;
    std::uint64_t correlation_ = 0;
    std::optional<std::uint64_t> changed_;
};

}  // namespace sealwright::store
