#include "file.hpp"

#include "sealwright/config/errors.hpp"
#include "sealwright/core/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::config::toml_form {

Result<std::string> read_file(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text(file_max + 1, '\0');
    std::size_t size = 0;
    while (file.is_open() && size < text.size()) {
        const auto count = ::read(file.number(), text.data() + size, text.size() - size);
        if (count == 0) {
            text.resize(size);
            return text;
        }
        if (count < 0) break;
        size += static_cast<std::size_t>(count);
    }
    return Error(errors::config_unreadable,
                 {fact("path", path),
                  fact("errno", static_cast<std::uint64_t>(size > file_max ? EFBIG : errno))});
}

}  // namespace sealwright::config::toml_form
