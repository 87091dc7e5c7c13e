// sealwright: what a person types. Parses, carries one command out, prints, and ends.
#include "answer.hpp"
#include "arguments.hpp"
#include "run.hpp"

#include <sodium.h>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace {

using namespace sealwright;

// A PIN may pass through: no core file of it, and no other process of this user may look inside.
void keep_to_itself() {
    constexpr rlimit none{0, 0};
    check(::setrlimit(RLIMIT_CORE, &none) == 0);
    check(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    check(sodium_init() >= 0);
}

cli::Answer carry_out(const cli::Invocation& invocation) {
    const auto& settings = invocation.settings;
    const auto run_it = [&settings](const auto& command) { return cli::run(command, settings); };
    auto outcome = std::visit(run_it, invocation.command);
    if (!outcome) return cli::answer_of(settings, outcome.error());
    return *std::move(outcome);
}

}  // namespace

int main(int count, char** words) {
    keep_to_itself();
    const auto parsed = cli::parse_arguments(count, words);
    const auto* invocation = std::get_if<cli::Invocation>(&parsed);
    const auto exit =
        cli::print(invocation != nullptr ? carry_out(*invocation) : std::get<cli::Answer>(parsed));
    return static_cast<int>(exit);
}
