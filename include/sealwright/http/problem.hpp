// Refusals as text: in the vault's own form, and for people as RFC 9457 has it.
//
// The vault's is {"errors":["what; what to do (E2701)"]} and lands in its log. Both are public, and
// hold printable ASCII only. Process: front, agent. Spec: docs/protocol/seal.md section 1,
// docs/reference/api.md.
#pragma once

#include "sealwright/core/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sealwright::http {

std::string problem(const Error& error);

// What an error says, also one of another process whose spec is not here.
struct Problem {
    std::uint16_t status = 0;
    std::uint16_t code = 0;
    std::string_view detail;
    std::string_view remedy;
    std::string answer{};  // Base64 of what the keeper signed; empty: nothing is signed.
};

std::string problem_details(const Problem& problem);
std::string problem_details(std::uint16_t status, const Error& error);

}  // namespace sealwright::http
