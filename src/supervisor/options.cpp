#include "options.hpp"

#include "errors.hpp"

namespace sealwright::supervisor {

Result<Options> parse_options(std::span<char* const> arguments) {
    Options options;
    for (std::size_t index = 1; index < arguments.size(); ++index) {
        const std::string_view word(arguments[index]);
        const bool has_value = word == "--config" || word == "--programs";
        if (word == "--help" || word == "-h") {
            options.task = Task::help;
            return options;
        }
        if (word == "--self-test-sandbox") {
            options.task = Task::self_test;
        } else if (word == "--units") {
            options.units = true;
        } else if (has_value && index + 1 < arguments.size()) {
            ++index;
            (word == "--config" ? options.config : options.programs) = arguments[index];
        } else {
            return Error(errors::supervisor_usage, {fact("word", word)});
        }
    }
    if (options.task == Task::serve && options.config.empty()) {
        return Error(errors::supervisor_usage, {fact("missing", "--config")});
    }
    return options;
}

}  // namespace sealwright::supervisor
