// The real depot program on a state folder of its own, to be killed, limited and started again.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/store/remote_depot.hpp"

#include <optional>
#include <string>

namespace sealwright::test {

// A folder under /tmp with a compiled configuration and state/depot, as sealwrightd would make it;
// gone with the object.
class StateFolder {
public:
    // In memory for a test that asks nothing of this machine's disk.
    enum class Place { disk, memory };
    explicit StateFolder(Place place = Place::disk);
    ~StateFolder();
    StateFolder(const StateFolder&) = delete;
    StateFolder& operator=(const StateFolder&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const { return root_ + "/" + name; }
    [[nodiscard]] std::string database() const { return path("state/depot/depot.db"); }
    [[nodiscard]] std::string log() const { return path("depot.log"); }
    [[nodiscard]] std::string log_text() const;
    // Four bytes of the database file, big-endian; for a file that no depot holds.
    void patch_database(std::size_t offset, std::uint32_t value) const;
    [[nodiscard]] std::string database_bytes() const;

private:
    std::string root_;
};

// One process. Its listening socket is the test's, so that connections can be made at once.
class RunningDepot {
public:
    static constexpr std::uint64_t no_limit = 0;

    // `file_size_max`: RLIMIT_FSIZE of the process, to make a disk that is full.
    explicit RunningDepot(const StateFolder& folder, std::uint64_t file_size_max = no_limit);
    ~RunningDepot();
    RunningDepot(const RunningDepot&) = delete;
    RunningDepot& operator=(const RunningDepot&) = delete;

    [[nodiscard]] int pid() const { return pid_; }
    [[nodiscard]] Descriptor connect() const;
    // For a test that stays with one connection.
    store::RemoteDepot& depot();

    void kill();
    void terminate() const;
    // The exit status as a shell would see it (128 + signal); waits up to 20 s.
    int ended();

private:
    std::string socket_;
    Descriptor listener_;
    int pid_ = -1;
    std::optional<int> status_;
    SystemClock clock_;
    store::RemoteDepot depot_{clock_};
};

}  // namespace sealwright::test
