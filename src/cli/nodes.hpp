// How a node that is known by evidence is shown, with its last result claim by claim. Process: cli.
#pragma once

#include "answer.hpp"
#include "service.hpp"

namespace sealwright::cli {

Answer answer_of_node(const Settings& settings, const operate::NodeShown& shown);

}  // namespace sealwright::cli
