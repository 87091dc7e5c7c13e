// The sandbox's own proof: every forbidden act is tried inside each filter, in a child of its own.
//
// A row holds when the outcome is one that its filter promises. Without a filter each act must
// reach the kernel (`reached`), else the test itself would be blind. Process: sealwrightd
// (`--self-test-sandbox`), tests.
#pragma once

#include "sealwright/sandbox/filter.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sealwright::sandbox {

// killed: the kernel ended the child; refused: an error instead of the act; reached: it was done,
// or failed for a reason of its own; broken: the trial could not be made.
enum class Outcome { killed, refused, reached, broken };

// One forbidden or needed act. `act` makes the system call and returns 0 or its errno.
struct Attempt {
    const char* name;
    int (*act)();
};

std::span<const Attempt> attempts();
Outcome try_out(std::optional<Filter> filter, const Attempt& attempt);

struct Row {
    std::string subject;
    std::string act;
    std::string outcome;
    bool holds = false;
};

std::vector<Row> self_test();

// One line a row, in columns.
std::string render(const std::vector<Row>& rows);

}  // namespace sealwright::sandbox
