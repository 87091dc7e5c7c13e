// sealwright: what a person types. Parses, carries one command out, prints, and ends.
#include "answer.hpp"
#include "arguments.hpp"
#include "run.hpp"
#include "sealwright/crypto/self_test.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace sealwright::cli {
namespace {

// A PIN may pass through: no core file of it, and no other process of this user may look inside.
void keep_to_itself() {
    constexpr rlimit none{0, 0};
    check(::setrlimit(RLIMIT_CORE, &none) == 0);
    check(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

Answer carry_out(const Invocation& invocation) {
    const auto& settings = invocation.settings;
    const auto tested = crypto::self_test();
    if (!tested) return answer_of(settings, tested.error());
    const auto run_it = [&settings](const auto& command) { return run(command, settings); };
    auto outcome = std::visit(run_it, invocation.command);
    if (!outcome) return answer_of(settings, outcome.error());
    return *std::move(outcome);
}

}  // namespace
}  // namespace sealwright::cli

int main(int count, char** words) {
    namespace cli = sealwright::cli;
    cli::keep_to_itself();
    const auto parsed = cli::parse_arguments(count, words);
    const auto* invocation = std::get_if<cli::Invocation>(&parsed);
    const auto exit = cli::print(invocation != nullptr ? cli::carry_out(*invocation)
                                                       : std::get<cli::Answer>(parsed));
    return static_cast<int>(exit);
}
