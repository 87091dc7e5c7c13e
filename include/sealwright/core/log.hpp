// Log: one line per happening on standard error, for the service manager's log.
//
// A line is made of literals and Facts, so no secret can reach it; its time is UTC and computed
// without opening a file, so that a sandboxed process may log. Evidence belongs in the journal, not
// here. Process: all.
#pragma once

#include "sealwright/core/error.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace sealwright {

enum class LogLevel { info, warning, error };

// `name` stands in front of every line of this process; call it once at start.
void log_as(std::string_view name);

void log(LogLevel level, std::string_view literal, std::initializer_list<Fact> facts = {});
void log(LogLevel level, std::string_view literal, const Error& error);

// "2026-11-21T23:30:23.123Z"
std::string render_utc(std::uint64_t wall_ms);

}  // namespace sealwright
