#include "launch.hpp"

#include <grp.h>
#include <pwd.h>

#include <array>

namespace sealwright::supervisor {

sandbox::Program Launch::program(const std::string& name, std::uint32_t uid) const {
    sandbox::Program program;
    program.path = programs + "/" + name;
    program.uid = uid;
    // A number without an account has the group of the same number, never root's.
    const auto* account = ::getpwuid(uid);
    program.gid = account == nullptr ? uid : account->pw_gid;
    program.environment = {"PATH=/usr/bin:/bin"};
    return program;
}

void add_groups_of_user(sandbox::Program& program) {
    const auto* account = ::getpwuid(program.uid);
    if (account == nullptr) return;
    std::array<gid_t, 64> groups{};
    int count = static_cast<int>(groups.size());
    if (::getgrouplist(account->pw_name, account->pw_gid, groups.data(), &count) < 0) return;
    for (int index = 0; index < count; ++index) {
        program.groups.push_back(groups[static_cast<std::size_t>(index)]);
    }
}

}  // namespace sealwright::supervisor
