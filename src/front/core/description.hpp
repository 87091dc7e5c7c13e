// The API's description as it is served: docs/reference/openapi.json without blanks. Process:
// front.
#pragma once

#include <string_view>

namespace sealwright::front {

// Lives as long as the process.
std::string_view api_description();

}  // namespace sealwright::front
