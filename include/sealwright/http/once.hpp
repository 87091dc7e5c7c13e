// ask_once: one HTTPS request with a JSON body, and its answer, for a program that has no loop.
//
// The service's certificate is checked against the authority and its name. Blocks for `limit` at
// most. Process: cli. Limits: answers up to 5 MiB. Spec: docs/reference/api.md.
#pragma once

#include "sealwright/http/client.hpp"

namespace sealwright::http {

struct Fetched {
    std::uint16_t status = 0;
    WipedBytes body;
};

Result<Fetched> ask_once(const ServiceAddress& address,
                         const std::string& authority,
                         std::string_view target,
                         View json,
                         std::chrono::milliseconds limit);

}  // namespace sealwright::http
