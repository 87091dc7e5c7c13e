// A configuration that this machine accepts, with its state below a test's folder.
#pragma once

#include "fake_service.hpp"

#include <unistd.h>

#include <string>

namespace sealwright::cli_test {

inline std::string sample_config(const Folder& folder) {
    const auto user = std::to_string(::geteuid());
    std::string text = "[installation]\nenvironment = \"trying\"\nowner = \"dana\"\nstate = \"" +
                       folder.path("state") + "\"\nrun = \"" + folder.path("run") +
                       "\"\n\n[users]\nfront = 64101\nkeeper = 64102\ndepot = 64103\nverifier = "
                       "64104\noperators = 0\n"
                       "\n[listen]\naddress = \"127.0.0.1:8443\"\nnames = [\"localhost\", "
                       "\"127.0.0.1\"]\n\n[tokens]\ngroup = \"main\"\nthreshold = 2\n";
    for (const auto* name : {"a", "b", "c"}) {
        // Any file of root's will do as a module: nothing here loads it.
        text += std::string("\n[token.") + name + "]\nmodule = \"/usr/bin/env\"\nlabel = \"" +
                name + "\"\nuser = " + user + "\nunlock_root = \"person\"\npin = \"terminal\"\n";
    }
    return text;
}

}  // namespace sealwright::cli_test
