// Where the service's programs lie: beside the one that runs. Process: sealwrightd.
#pragma once

#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::sandbox {

// The folder of /proc/self/exe, so that no search path decides what is started.
Result<std::string> programs_folder();

}  // namespace sealwright::sandbox
