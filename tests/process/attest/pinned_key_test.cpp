#include "sealwright/attest/evidence/pinned_key.hpp"

#include "lab_tpm.hpp"
#include "sealwright/attest/evidence/errors.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

using namespace sealwright;
using attest::PinnedKey;

namespace {

class Folder {
public:
    Folder() { REQUIRE(::mkdtemp(path_.data()) != nullptr); }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
    [[nodiscard]] std::size_t count() const {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(path_)) {
            ++count;
        }
        return count;
    }

private:
    std::string path_ = "/tmp/sealwright-pinned-XXXXXX";
};

const Digest binding{7};

}  // namespace

TEST_SUITE("attest/pinned_key") {
    TEST_CASE("a key that was made is the same when it is loaded, and signs the binding") {
        const Folder folder;
        SystemRandom random;
        const auto made = PinnedKey::make(folder.file("key"), random);
        REQUIRE(made.ok());

        const auto loaded = PinnedKey::load(folder.file("key"));

        REQUIRE(loaded.ok());
        CHECK(loaded->identity().key == made->identity().key);
        const auto signature = loaded->sign(binding).signature;
        CHECK(crypto::verify(made->identity().key, binding, signature).ok());
        CHECK(!crypto::verify(made->identity().key, Digest{8}, signature).ok());
        struct stat facts {};
        REQUIRE(::stat(folder.file("key").c_str(), &facts) == 0);
        CHECK((facts.st_mode & 07777U) == 0600);
        CHECK(facts.st_size == 32);
        CHECK(folder.count() == 1);
    }

    TEST_CASE("a key file is never overwritten") {
        const Folder folder;
        SystemRandom random;
        REQUIRE(PinnedKey::make(folder.file("key"), random).ok());
        const auto before = test::file_text(folder.file("key"));

        const auto second = PinnedKey::make(folder.file("key"), random);

        REQUIRE(!second.ok());
        CHECK(second.error().is(errors::pinned_key_exists));
        CHECK(test::file_text(folder.file("key")) == before);
        CHECK(folder.count() == 1);
    }

    TEST_CASE("what a death in the middle of making left behind is no key and is replaced") {
        const Folder folder;
        SystemRandom random;
        test::write_file(folder.file("key.new"), Bytes(16, 1));

        CHECK(PinnedKey::load(folder.file("key")).error().is(errors::pinned_key_absent));
        CHECK(PinnedKey::make(folder.file("key"), random).ok());

        CHECK(folder.count() == 1);
    }

    TEST_CASE("a death just after a key was named leaves it one name, from its next use on") {
        const Folder folder;
        SystemRandom random;
        const auto made = PinnedKey::make(folder.file("key"), random);
        REQUIRE(made.ok());
        std::filesystem::create_hard_link(folder.file("key"), folder.file("key.new"));

        const auto loaded = PinnedKey::load(folder.file("key"));

        REQUIRE(loaded.ok());
        CHECK(loaded->identity().key == made->identity().key);
        CHECK(folder.count() == 1);
    }

    TEST_CASE("a key file that others may read, or that is no key, is refused") {
        const Folder folder;
        SystemRandom random;
        const auto path = folder.file("key");
        REQUIRE(PinnedKey::make(path, random).ok());
        const auto seed = test::file_text(path);

        for (const auto mode : {0640U, 0604U, 0610U, 0700U}) {
            REQUIRE(::chmod(path.c_str(), mode) == 0);
            CHECK(PinnedKey::load(path).error().is(errors::pinned_key_unsafe));
        }
        REQUIRE(::chmod(path.c_str(), 0600) == 0);
        CHECK(PinnedKey::load(path).ok());

        for (const std::size_t size : {0U, 31U, 33U}) {
            test::write_file(path, Bytes(size, 1));
            CHECK(PinnedKey::load(path).error().is(errors::pinned_key_unsafe));
        }
        test::write_file(folder.file("elsewhere"), view_of(seed));
        REQUIRE(::chmod(folder.file("elsewhere").c_str(), 0600) == 0);
        std::filesystem::remove(path);
        std::filesystem::create_symlink(folder.file("elsewhere"), path);
        CHECK(PinnedKey::load(path).error().is(errors::pinned_key_unsafe));
        std::filesystem::remove(path);
        std::filesystem::create_directory(path);
        CHECK(PinnedKey::load(path).error().is(errors::pinned_key_unsafe));
    }

    TEST_CASE("a folder that is not there is said, and nothing is made") {
        const Folder folder;
        SystemRandom random;

        const auto made = PinnedKey::make(folder.file("none/key"), random);

        REQUIRE(!made.ok());
        CHECK(made.error().is(errors::pinned_key_unwritable));
        CHECK(folder.count() == 0);
    }
}
