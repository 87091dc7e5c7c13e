// Who is to hold shares: what is accepted has a threshold that its people can reach, each once.
#include "sealwright/config/toml/custodians.hpp"
#include "sealwright/core/error.hpp"

#include <set>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const auto file = config::parse_custodians(text_of(View(data, size)));
    if (!file) return 0;
    check(file->threshold >= 2);
    check(file->threshold <= file->custodians.size());
    std::set<std::string> people;
    for (const auto& each : file->custodians) {
        check(people.insert(each.person).second);
        check(is_printable(each.person + each.organisation + each.place + each.device));
    }
    return 0;
}
