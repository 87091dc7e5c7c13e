// Calls: which system calls each filter lets through, as tables of data. Private to sandbox.
//
// A name that this machine's kernel does not have is skipped by libseccomp. Lists grow by running
// the suite, never by guessing: what is missing shows as EPERM or a dead process in a test.
#pragma once

#include <span>

namespace sealwright::sandbox {

// What any of our programs needs once it runs: its sockets, memory, time, signals, its own end.
std::span<const int> common_calls();
// Files, as SQLite and PKCS#11 modules use them.
std::span<const int> file_calls();
// Threads and whatever a vendor's module asks about the machine it is on.
std::span<const int> module_calls();
// A network client, for a module whose configuration grants network.
std::span<const int> network_calls();
// An event loop over accepted connections and one local socket.
std::span<const int> front_calls();
// Names resolved by the C library, and a caller's pidfd.
std::span<const int> agent_calls();
// What ends a process in every filter: nobody needs it by mistake.
std::span<const int> hostile_calls();

}  // namespace sealwright::sandbox
