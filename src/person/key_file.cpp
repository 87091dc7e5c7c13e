#include "sealwright/person/key_file.hpp"

#include "sealwright/ceremony/person.hpp"
#include "sealwright/crypto/seal.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/person/errors.hpp"
#include "sealwright/wire/codec.hpp"

namespace sealwright::person {
namespace {

constexpr std::string_view domain = "VUS-V1-PERSON-KEY";
constexpr std::uint16_t suite = 0x0301;  // Argon2id, then a row's seal.
constexpr std::size_t sealed_size = crypto::RecordSealer::overhead + crypto::SigningSeed::size;

class FileSigner final : public Signer {
public:
    FileSigner(std::string name, const crypto::PublicKey& key, crypto::SigningSeed seed)
        : name_(std::move(name)), key_(key), seed_(std::move(seed)) {}

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] const crypto::PublicKey& key() const override { return key_; }
    Result<crypto::Signature> sign(const Statement& statement) override {
        return crypto::Signer::sign(seed_, statement.digest());
    }

private:
    std::string name_;
    crypto::PublicKey key_;
    crypto::SigningSeed seed_;
};

Result<crypto::PassphraseKey> stretched(View passphrase,
                                        const crypto::Effort& effort,
                                        const crypto::EffortSalt& salt) {
    auto key = crypto::KeyDeriver::passphrase_key(passphrase, effort, salt);
    if (key) return *std::move(key);
    return Error(errors::passphrase_memory, {fact("kib", effort.memory_kib)});
}

}  // namespace

Result<KeyFile> KeyFile::make(std::string_view name,
                              View passphrase,
                              const crypto::Effort& effort,
                              Random& random) {
    const auto seed = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random);
    return seal(name, seed, passphrase, effort, random);
}

Result<KeyFile> KeyFile::seal(std::string_view name,
                              const crypto::SigningSeed& seed,
                              View passphrase,
                              const crypto::Effort& effort,
                              Random& random) {
    if (!is_name(name)) return Error(errors::key_file_invalid, {fact("name", name)});
    if (!effort.is_allowed()) return errors::passphrase_effort;
    if (passphrase.size() < passphrase_min) return errors::passphrase_short;
    KeyFile file;
    file.name_ = name;
    file.key_ = crypto::Signer::public_key(seed);
    file.effort_ = effort;
    random.fill(file.salt_);
    TRY(key, stretched(passphrase, effort, file.salt_));
    file.sealed_ = crypto::RecordSealer::seal_key(key.ref(), file.head(), seed, random);
    return file;
}

Result<KeyFile> KeyFile::read(View bytes) {
    wire::Reader reader(bytes);
    KeyFile file;
    const bool is_ours = reader.text(domain.size()) == domain && reader.u16() == suite;
    file.name_ = reader.text(ceremony::name_max);
    reader.copy_into(file.key_);
    file.effort_.passes = reader.u32();
    file.effort_.memory_kib = reader.u32();
    reader.copy_into(file.salt_);
    const auto sealed = reader.bytes(sealed_size);
    file.sealed_.assign(sealed.begin(), sealed.end());
    const bool is_whole = reader.finish().ok() && sealed.size() == sealed_size;
    if (!is_ours || !is_whole || !is_name(file.name_)) return errors::key_file_invalid;
    if (!file.effort_.is_allowed()) {
        return Error(errors::passphrase_effort,
                     {fact("passes", file.effort_.passes), fact("kib", file.effort_.memory_kib)});
    }
    return file;
}

Bytes KeyFile::head() const {
    wire::Writer writer;
    writer.text(domain);
    writer.u16(suite);
    writer.text(name_);
    writer.raw(key_);
    writer.u32(effort_.passes);
    writer.u32(effort_.memory_kib);
    writer.raw(salt_);
    return writer.copy();
}

Bytes KeyFile::bytes() const {
    wire::Writer writer;
    writer.raw(head());
    writer.bytes(sealed_);
    return writer.copy();
}

Result<crypto::SigningSeed> KeyFile::seed(View passphrase) const {
    TRY(key, stretched(passphrase, effort_, salt_));
    auto seed = crypto::RecordSealer::open_key<crypto::SigningSeedTag>(key.ref(), head(), sealed_);
    if (!seed) return errors::passphrase_wrong;
    if (crypto::Signer::public_key(*seed) != key_) return errors::key_file_invalid;
    return seed;
}

Result<std::unique_ptr<Signer>> KeyFile::open(View passphrase) const {
    TRY(opened, seed(passphrase));
    return std::unique_ptr<Signer>(std::make_unique<FileSigner>(name_, key_, std::move(opened)));
}

Result<KeyFile> KeyFile::with_passphrase(View old_one,
                                         View new_one,
                                         const crypto::Effort& effort,
                                         Random& random) const {
    TRY(opened, seed(old_one));
    return seal(name_, opened, new_one, effort, random);
}

}  // namespace sealwright::person
