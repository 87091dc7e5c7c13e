// Opener: from a closed store to an open state, or a reason why not.
//
// Loads all rows at one revision, opens the service key with k tokens, opens the rows, reads the
// journal's tail back to its last checkpoint and checks: the chain holds, the head is the store's,
// and the rows are exactly those that the last entry's state digest covers. Nothing that fails a
// check is used. Process: keeper. Spec: docs/protocol/journal.md section 6.
#pragma once

#include "book.hpp"
#include "sealwright/hsm/client/key_opener.hpp"
#include "sealwright/store/depot.hpp"
#include "sealwright/supervise/messages.hpp"

#include <optional>

namespace sealwright::keeper {

struct Opened {
    State state;
    Book book;
    crypto::SigningSeed identity;
    std::uint64_t wall_ms = 0;  // The latest that its journal has seen.
};

// How far a keeper that was open had come; what it opens next must continue from there.
struct Known {
    std::uint64_t run = 0;
    std::uint64_t revision = 0;
    store::Head head;
};

class Opener {
public:
    Opener(store::Depot& depot, hsm::client::KeyOpener& keys, const supervise::Settings& settings)
        : depot_(depot), keys_(keys), settings_(settings) {}

    // Nothing when the store is empty: this installation waits for `init`. A keyring that is
    // resident already is used as it is (no token is asked); otherwise k tokens open it into
    // `keyring`.
    Result<std::optional<Opened>> open(std::optional<Keyring>& keyring,
                                       const std::optional<Known>& known = std::nullopt);
    // What is read without any key: of a keeper that has none. Nothing of it has been checked
    // against the journal, which only the service key opens.
    struct Clear {
        Installation installation;
        Custody custody;
        store::Head head;  // Of this instance's journal.
    };
    Result<Clear> read_clear();
    // Of a store without an installation: the founding that is under way, if one is.
    Result<State> read_unfounded();

private:
    struct Image {
        std::uint64_t revision = 0;
        store::Head head;
        std::vector<store::Row> rows;
    };

    Result<Image> load(const InstanceId& instance);
    Result<void> check_settings(const Installation& installation) const;
    Result<State> read_state(const Image& image, const Keyring& keyring);
    struct Tail {
        Book book;
        std::uint64_t wall_ms = 0;  // The latest of its entries.
    };
    Result<Tail> read_tail(const Image& image,
                           const State& state,
                           const Keyring& keyring,
                           const store::Head& known_head);

    store::Depot& depot_;
    hsm::client::KeyOpener& keys_;
    const supervise::Settings& settings_;
};

}  // namespace sealwright::keeper
