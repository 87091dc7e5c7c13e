// Stable error codes of core and of the modules below L2: 1000 core, 1100 wire, 1200 crypto,
// 1300 ipc, 1400 sandbox. Rendered into docs/reference/errors.md by a test. Process: all.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec nothing_yet{
    1000, "nothing-yet", "no answer was produced", "this is a defect of Sealwright: report it"};
inline constexpr ErrorSpec io_failed{1001,
                                     "io-failed",
                                     "a file operation failed",
                                     "check the path, its owner, its mode and the disk"};
inline constexpr ErrorSpec text_invalid{1002,
                                        "text-invalid",
                                        "a text is not in its one allowed form",
                                        "write it exactly as the reference shows"};
inline constexpr ErrorSpec file_mode_unsafe{1003,
                                            "file-mode-unsafe",
                                            "a file or folder can be changed by others",
                                            "chown it to its user and chmod it to 0600 or 0700"};

}  // namespace sealwright::errors
