// The error catalogue: every module's ErrorSpecs in one list, for `explain` and the reference page.
//
// A test compares it with the errors.hpp files, so that none is forgotten. Process: cli.
#pragma once

#include "sealwright/core/error.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sealwright::cli {

struct ErrorModule {
    std::string_view name;
    std::span<const ErrorSpec* const> specs;
};

std::span<const ErrorModule> error_catalogue();

const ErrorSpec* find_error(std::uint16_t code);
// "E1600", "1600" or "journal-broken".
const ErrorSpec* find_error(std::string_view text);

// docs/reference/errors.md
std::string error_reference();

}  // namespace sealwright::cli
