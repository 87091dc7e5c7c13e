// sealwright-token: one PKCS#11 token behind a local socket, or a person's card.
#include "card.hpp"
#include "process.hpp"

#include <cstdio>

int main(int count, char** values) {
    using sealwright::token::ExitCode;
    const auto arguments =
        sealwright::token::parse_arguments({values, static_cast<std::size_t>(count)});
    const auto* screen = sealwright::token::usage_screen.data();
    if (!arguments) {
        std::fputs(screen, stderr);
        return static_cast<int>(ExitCode::usage);
    }
    if (arguments->help) {
        std::fputs(screen, stdout);
        return 0;
    }
    if (!arguments->card.empty()) {
        return static_cast<int>(sealwright::token::run_card(*arguments));
    }
    return static_cast<int>(sealwright::token::run(*arguments));
}
