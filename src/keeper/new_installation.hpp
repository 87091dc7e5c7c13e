// NewInstallation: what a founding makes of k tokens, before anything is written. Process: keeper.
#pragma once

#include "core.hpp"
#include "desk.hpp"

namespace sealwright::keeper {

struct NewInstallation {
    Installation installation;
    hsm::client::SharedKey service_key;
    crypto::SigningSeed identity;
};

// Every token of the group must be there; a token without a key gets one now (this and `token
// enrol` before init are the only places where a key is made).
Result<NewInstallation> make_installation(Core& core, TokenDesk& desk);

// How entry 1 begins, whoever founds; `solo` in a sentence.
EntryDraft founded_entry(const claims::Origin& origin,
                         const Installation& installation,
                         std::string solo);

}  // namespace sealwright::keeper
