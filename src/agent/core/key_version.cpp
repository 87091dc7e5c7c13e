#include "key_version.hpp"

#include "../errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/codec.hpp"

namespace sealwright::agent {
namespace {

constexpr std::string_view magic = "sealwright-key-version-1\n";

}  // namespace

Bytes encode_key_version(const VaultId& vault, std::uint32_t version) {
    wire::Writer writer;
    writer.raw(view_of(magic));
    writer.id(vault);
    writer.u32(version);
    writer.raw(crypto::sha256(writer.view()));
    return writer.copy();
}

Result<std::uint32_t> decode_key_version(const VaultId& vault, View file) {
    constexpr std::size_t digest_size = Digest{}.size();
    if (file.size() <= digest_size) return errors::agent_state_damaged;
    const auto body = file.first(file.size() - digest_size);
    if (!crypto::equal(crypto::sha256(body), file.last(digest_size))) {
        return errors::agent_state_damaged;
    }
    wire::Reader reader(body);
    const bool is_ours = text_of(reader.raw(magic.size())) == magic;
    const auto named = reader.id<VaultId>();
    const auto version = reader.u32();
    const bool is_whole = reader.finish().ok() && is_ours && named == vault && version != 0;
    if (!is_whole) return errors::agent_state_damaged;
    return version;
}

}  // namespace sealwright::agent
