#include "limits.hpp"

#include "sealwright/attest/errors.hpp"

#include <sys/resource.h>

#include <cerrno>

namespace sealwright::verifier {
namespace {

constexpr rlim_t processor_s = 2;
constexpr rlim_t addresses = rlim_t{256} << 20U;

Result<void> limit(__rlimit_resource what, rlim_t to) {
    const rlimit limits{to, to};
    if (::setrlimit(what, &limits) == 0) return done;
    return Error(errors::verifier_limits,
                 {fact("limit", static_cast<std::uint64_t>(what)),
                  fact("errno", static_cast<std::uint64_t>(errno))});
}

}  // namespace

Result<void> take_limits() {
    TRY(limit(RLIMIT_CPU, processor_s));
    TRY(limit(RLIMIT_AS, addresses));
    return limit(RLIMIT_NPROC, 0);
}

}  // namespace sealwright::verifier
