// Loop: the keeper's process around its pure rooms: one thread, batch by batch, no wait without an
// end.
//
// Accepts fronts, operators and nodes of this host on the listening sockets it was given and reads
// who they are from the kernel; gives their asks to Sealing, Operating and Attesting; sends
// answers; tells fronts what has changed. Process: keeper. Limits: doors.hpp. Spec:
// docs/ARCHITECTURE.md.
#pragma once

#include "attesting.hpp"
#include "canary.hpp"
#include "control_line.hpp"
#include "doors.hpp"
#include "heartbeat.hpp"
#include "operating.hpp"
#include "person_desk.hpp"
#include "refresh_pace.hpp"
#include "reviews.hpp"
#include "sealing.hpp"
#include "sealwright/store/remote_depot.hpp"
#include "token_lines.hpp"
#include "verifier_line.hpp"

#include <list>
#include <span>

namespace sealwright::keeper {

struct Listeners {
    Descriptor front;
    Descriptor operators;
    Descriptor nodes;
};

class Loop {
public:
    static constexpr std::uint64_t checkpoint_ms = 60'000;

    Loop(ControlLine control,
         Listeners listeners,
         ControlLine::Started started,
         const Clock& clock,
         Random& random);

    // Returns only when sealwrightd is gone.
    Result<void> run();

private:
    struct Client {
        std::uint64_t number = 0;
        ipc::Connection connection;
        Door door{};
        claims::LocalOrigin origin;
    };

    Result<void> turn();
    Result<void> take_control();
    [[nodiscard]] int listener_of(Door door) const;
    void accept_clients(Door door);
    [[nodiscard]] bool has_room(Door door, std::uint32_t uid) const;
    void read_clients(std::span<const ipc::Watched> watched);
    bool read_client(Client& client);
    // Whether the client may stay.
    bool take_frame(Client& client, ipc::Frame frame);
    bool take_front_frame(Client& client, ipc::Frame frame);
    void take_person_ask(Client& client, const ipc::Frame& frame);
    bool take_seal_ask(Client& client, const ipc::Frame& frame);
    bool take_local_ask(Client& client, const ipc::Frame& frame);
    bool take_node_ask(Client& client, const ipc::Frame& frame);
    void serve_nodes();
    void serve_peers(std::span<const ipc::Watched> watched);
    void serve_asks();
    void send_replies(const std::vector<SealReply>& replies);
    void tell_fronts();
    void tell_of_requests();
    [[nodiscard]] seal::Hints hints() const;
    [[nodiscard]] supervise::Alive alive() const;
    [[nodiscard]] std::uint64_t pause_ms() const;
    Client* find(std::uint64_t number);

    ControlLine control_;
    Listeners listeners_;
    const Clock& clock_;
    supervise::Settings settings_;
    TokenLines tokens_;
    store::RemoteDepot depot_;
    Core core_;
    Sealing sealing_;
    VerifierLine verifiers_;
    Attesting attesting_;
    RootDesk root_desk_;
    Canary canary_;
    Reviews reviews_;
    Fronts fronts_;
    Operating operating_;
    PersonDesk people_;

    Heartbeat heartbeat_;
    std::list<Client> clients_;
    std::uint64_t clients_so_far_ = 0;
    std::uint64_t asked_depot_ms_ = 0;
    RefreshPace refresh_pace_;
    std::uint64_t checkpointed_ms_ = 0;
    std::uint64_t stepped_ms_ = 0;
    std::uint64_t hinted_ms_ = 0;
    std::uint64_t hinted_revision_ = 0;
    WipedBytes hints_told_;
    std::optional<std::uint64_t> requests_told_;  // Nothing: a front has not heard.
};

}  // namespace sealwright::keeper
