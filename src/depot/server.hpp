// Server: the depot's sockets: rounds of asks in, one transaction, answers out.
//
// A round takes what waits on all connections, up to its limits, and serves it together (group
// commit). Only root, the process's own user and the keeper's may connect. Limits: 16 connections,
// 16 asks a connection and 16 MiB of asks a round. Process: depot. Spec: docs/protocol/depot.md.
#pragma once

#include "core.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/sandbox/herald.hpp"

#include <map>
#include <vector>

namespace sealwright::depot {

class Server {
public:
    static constexpr std::size_t connections_max = 16;
    static constexpr std::size_t asks_each_max = 16;
    static constexpr std::size_t round_size_max = std::size_t{16} << 20U;

    // `endings` becomes readable when the process shall end. `uids` may connect.
    Server(Descriptor listener,
           Descriptor endings,
           std::vector<std::uint32_t> uids,
           Core& core,
           Backend& backend,
           sandbox::Herald& herald);

    // Until it shall end, or until the backend has failed and whoever asked has been told.
    Result<void> run();

private:
    // False: the process shall end.
    Result<bool> wait();
    Result<void> accept();
    Result<void> serve();
    std::vector<Ask> take_round();
    // False: the connection is broken.
    bool take_some(ConnectionNumber number, std::vector<Ask>& asks, std::size_t& size);
    void take(ConnectionNumber number, const ipc::Frame& frame, std::vector<Ask>& asks);
    void send(const Answer& answer);
    void flush();

    Descriptor listener_;
    Descriptor endings_;
    std::vector<std::uint32_t> uids_;
    Core& core_;
    Backend& backend_;
    sandbox::Herald& herald_;
    const SystemClock clock_;  // For the herald alone.
    std::map<ConnectionNumber, ipc::Connection> connections_;
    ConnectionNumber newest_ = 0;
    bool more_waits_ = false;  // Asks that have arrived but did not fit into the round.
};

}  // namespace sealwright::depot
