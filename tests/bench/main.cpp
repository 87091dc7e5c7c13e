// meter: the parts of scripts/bench that must be fast themselves.
#include "meter.hpp"

#include <csignal>

int main(int count, char** values) {
    using namespace sealwright::bench;
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> arguments(values + 1, values + count);
    if (arguments.empty()) {
        give_up(
            "say what: attesting, custody, floor, hmacs, load, quote, splitting, syncs or verify");
    }
    const Words words({arguments.begin() + 1, arguments.end()});
    if (arguments[0] == "attesting") return attesting(words);
    if (arguments[0] == "custody") return custody(words);
    if (arguments[0] == "splitting") return splitting(words);
    if (arguments[0] == "load") return load(words);
    if (arguments[0] == "floor") return floor(words);
    if (arguments[0] == "hmacs") return hmacs(words);
    if (arguments[0] == "quote") return quote(words);
    if (arguments[0] == "syncs") return syncs(words);
    if (arguments[0] == "verify") return verify(words);
    give_up("there is no " + arguments[0]);
}
