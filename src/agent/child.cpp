#include "child.hpp"

#include "errors.hpp"
#include "sealwright/sandbox/programs.hpp"
#include "sealwright/sandbox/spawn.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace sealwright::agent {
namespace {

Result<std::string> whole_path(const std::string& path) {
    if (path.starts_with('/')) return path;
    std::array<char, 4096> folder{};
    if (::getcwd(folder.data(), folder.size()) == nullptr) return errors::agent_usage;
    return std::string(folder.data()) + "/" + path;
}

// The group of the TPM's device is one of them.
std::vector<std::uint32_t> own_groups() {
    constexpr int groups_max = 64;
    std::array<gid_t, groups_max> groups{};
    const auto count = ::getgroups(groups_max, groups.data());
    return {groups.begin(), groups.begin() + std::max(count, 0)};
}

}  // namespace

Result<Descriptor> start_prover(const std::string& config_path) {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return Error(errors::agent_prover_gone, {fact("errno", static_cast<std::uint64_t>(errno))});
    }
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    TRY(folder, sandbox::programs_folder());
    TRY(path, whole_path(config_path));
    sandbox::Program program;
    program.path = folder + "/sealwright-agent";
    program.arguments = {"--prover", "--config", path};
    program.uid = ::geteuid();
    program.gid = ::getegid();
    program.groups = own_groups();
    program.environment = {"TSS2_LOG=all+none"};
    program.descriptors = {{"prover", theirs.number()}};
    program.ends_with_parent = true;
    TRY(sandbox::spawn(program));
    return ours;
}

}  // namespace sealwright::agent
