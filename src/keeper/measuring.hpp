// The keeper's numbers for a scrape, from memory: no token, no depot, no key is asked.
#pragma once

#include "attesting.hpp"
#include "canary.hpp"
#include "sealing.hpp"
#include "sealwright/observe/messages.hpp"

namespace sealwright::keeper {

observe::Numbers numbers_of(Core& core,
                            const Sealing& sealing,
                            const Canary& canary,
                            const Attesting& attesting);

}  // namespace sealwright::keeper
