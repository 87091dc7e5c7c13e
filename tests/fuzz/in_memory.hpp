// Input as a file, for decoders that open one: a name in a folder in memory, written anew each
// time.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace sealwright::fuzz {

class InputFolder {
public:
    InputFolder() : path_("/dev/shm/sealwright-fuzz-XXXXXX") {
        check(::mkdtemp(path_.data()) != nullptr);
    }
    ~InputFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    InputFolder(const InputFolder&) = delete;
    InputFolder& operator=(const InputFolder&) = delete;

    // Nothing but this file is in the folder afterwards.
    [[nodiscard]] std::string put(const std::string& name, View bytes) const {
        for (const auto& each : std::filesystem::directory_iterator(path_)) {
            std::filesystem::remove_all(each.path());
        }
        auto path = path_ + "/" + name;
        const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        check(::write(file.number(), bytes.data(), bytes.size()) ==
              static_cast<ssize_t>(bytes.size()));
        return path;
    }

private:
    std::string path_;
};

// The reading end of a pipe that holds the input and is at its end then. At most a pipe's room.
inline Descriptor input_pipe(View bytes) {
    int ends[2] = {-1, -1};
    check(::pipe2(ends, O_CLOEXEC) == 0);
    Descriptor reading(ends[0]);
    const Descriptor writing(ends[1]);
    const auto size = std::min<std::size_t>(bytes.size(), 4096);
    check(::write(writing.number(), bytes.data(), size) == static_cast<ssize_t>(size));
    return reading;
}

}  // namespace sealwright::fuzz
