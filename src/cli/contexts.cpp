#include "contexts.hpp"

#include "errors.hpp"
#include "files.hpp"
#include "sealwright/core/errors.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace sealwright::cli {
namespace {

// Who may write there leads this person's signatures.
Result<void> check_private(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return Error(errors::io_failed, {fact("path", path)});
    const bool is_private =
        S_ISREG(facts.st_mode) && (facts.st_mode & 0077U) == 0 && facts.st_uid == ::geteuid();
    if (!is_private) return Error(errors::cli_context_unsafe, {fact("path", path)});
    return done;
}

}  // namespace

Result<std::string> contexts_path() {
    const auto* base = std::getenv("XDG_CONFIG_HOME");
    if (base != nullptr && base[0] == '/') return std::string(base) + "/sealwright/contexts.toml";
    const auto* home = std::getenv("HOME");
    if (home != nullptr && home[0] == '/') {
        return std::string(home) + "/.config/sealwright/contexts.toml";
    }
    return Error(errors::cli_usage, {fact("why", "neither XDG_CONFIG_HOME nor HOME is set")});
}

Outcome<config::Contexts> load_contexts() {
    TRY(path, contexts_path());
    if (!file_exists(path)) return config::Contexts{};
    TRY(check_private(path));
    TRY(text, read_file(path, config::contexts_file_max));
    TRY(contexts, config::parse_contexts(text));
    return std::move(contexts);
}

Result<void> store_contexts(const config::Contexts& contexts) {
    TRY(path, contexts_path());
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return Error(errors::io_failed,
                     {fact("path", folder.string()), fact("why", failure.message())});
    }
    return write_file(path, view_of(config::contexts_toml(contexts)));
}

Outcome<std::optional<config::Context>> context_in_use(const Settings& settings) {
    if (settings.context == local_context) return std::optional<config::Context>();
    const auto path = contexts_path();
    // Who has no home, as a timer of the system's, has no contexts either.
    const bool has_file = path.ok() && file_exists(*path);
    if (settings.context.empty() && !has_file) return std::optional<config::Context>();
    TRY(contexts, load_contexts());
    const auto& name = settings.context.empty() ? contexts.current : settings.context;
    if (name.empty()) return std::optional<config::Context>();
    const auto* found = contexts.find(name);
    if (found == nullptr) return Error(errors::cli_context_unknown, {fact("context", name)});
    return std::optional(*found);
}

}  // namespace sealwright::cli
