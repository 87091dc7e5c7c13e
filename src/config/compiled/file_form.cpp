#include "file_form.hpp"

#include "sealwright/config/errors.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/codec.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::config {
namespace {

constexpr std::size_t file_max = std::size_t{1} << 20U;

}  // namespace

Bytes with_digest(std::string_view magic, View body) {
    wire::Writer writer;
    writer.raw(view_of(magic));
    writer.raw(body);
    writer.raw(crypto::sha256(writer.view()));
    return writer.copy();
}

Result<View> body_of(std::string_view magic, View bytes) {
    constexpr std::size_t digest_size = Digest{}.size();
    if (bytes.size() < magic.size() + digest_size) return errors::config_damaged;
    const auto body = bytes.first(bytes.size() - digest_size);
    if (!crypto::equal(crypto::sha256(body), bytes.last(digest_size))) {
        return errors::config_damaged;
    }
    if (text_of(body.first(magic.size())) != magic) return errors::config_damaged;
    return body.subspan(magic.size());
}

Result<Bytes> read_whole(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) {
        return Error(errors::config_unreadable,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    Bytes bytes(file_max);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto count = ::read(file.number(), bytes.data() + size, bytes.size() - size);
        if (count < 0) return Error(errors::config_unreadable, {fact("path", path)});
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace sealwright::config
