#include "sealwright/ceremony/script.hpp"

namespace sealwright::ceremony {
namespace {

constexpr std::array all_scripts{
#include "scripts.inc"
};

}  // namespace

std::span<const Script> scripts() {
    return all_scripts;
}

const Script& script_of(CeremonyKind kind) {
    return all_scripts.at(static_cast<std::size_t>(kind));
}

}  // namespace sealwright::ceremony
