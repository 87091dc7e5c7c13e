// CommandLine: what CLI11 reads, and which command it was.
//
// The arguments of a noun live in a class of their own; they must outlive the parse, since CLI11
// writes what it reads into them. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "command.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <utility>

namespace sealwright::cli {

inline constexpr const char* default_config = "/etc/sealwright/sealwright.toml";

class CommandLine {
public:
    // A word that only leads to others, as `vault`.
    CLI::App* noun(const std::string& name, const std::string& what) {
        auto* made = app_.add_subcommand(name, what);
        made->require_subcommand(1);
        return made;
    }

    // A word after which `into`, with what was read, is the command.
    template <class Chosen>
    CLI::App* verb(CLI::App* under,
                   const std::string& name,
                   const std::string& what,
                   Chosen& into) {
        auto* made = under->add_subcommand(name, what);
        made->callback([this, &into] { choose(into); });
        return made;
    }

    // The last matching callback says which command it was.
    void choose(Command command) { command_ = std::move(command); }

    CLI::App& app() { return app_; }
    Settings& settings() { return settings_; }
    [[nodiscard]] Invocation invocation() const { return {settings_, command_}; }

private:
    CLI::App app_{
        "Seals vaults with split, HSM-wrapped keys.\n"
        "Each command says more about itself: sealwright COMMAND --help."};
    Settings settings_;
    Command command_ = ShowStatus{};
};

}  // namespace sealwright::cli
