#include "sealwright/hsm/pin_entry.hpp"

#include "sealwright/hsm/errors.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace sealwright;

namespace {

std::string shown(const hsm::PinEntry& pin) {
    return pin.show_to([](View bytes) { return std::string(text_of(bytes)); });
}

// A file of the test, gone with it.
class TestFile {
public:
    TestFile(std::string_view text, mode_t mode) {
        char name[] = "/tmp/sealwright-pin-XXXXXX";
        const Descriptor file(::mkstemp(name));
        path_ = name;
        std::ofstream(path_) << text;
        ::chmod(name, mode);
    }
    ~TestFile() { std::filesystem::remove(path_); }
    TestFile(const TestFile&) = delete;
    TestFile& operator=(const TestFile&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace

TEST_SUITE("hsm/pin_entry") {
    TEST_CASE("one trailing newline is cut and a second one is refused") {
        const auto pin = hsm::PinEntry::from_bytes(view_of("1234\n"));

        REQUIRE(pin.ok());
        CHECK(shown(*pin) == "1234");
        CHECK_FALSE(hsm::PinEntry::from_bytes(view_of("1234\n\n")).ok());
    }

    TEST_CASE("an empty PIN never reaches a module") {
        CHECK_FALSE(hsm::PinEntry::from_bytes({}).ok());
        CHECK_FALSE(hsm::PinEntry::from_bytes(view_of("\n")).ok());
    }

    TEST_CASE("64 bytes are a PIN and 65 are not") {
        const std::string longest(64, 'a');

        CHECK(hsm::PinEntry::from_bytes(view_of(longest)).ok());
        CHECK(hsm::PinEntry::from_bytes(view_of(longest + "\n")).ok());
        CHECK_FALSE(hsm::PinEntry::from_bytes(view_of(longest + "a")).ok());
    }

    TEST_CASE("a PIN with a NUL or another control character is refused") {
        CHECK_FALSE(hsm::PinEntry::from_bytes(view_of(std::string_view("12\0"
                                                                       "34",
                                                                       5)))
                        .ok());
        CHECK_FALSE(hsm::PinEntry::from_bytes(view_of("12\t34")).ok());
    }

    TEST_CASE("a PIN file that only its owner reads is read") {
        const TestFile file("secret-pin\n", 0400);

        const auto pin = hsm::PinEntry::from_file(file.path());

        REQUIRE(pin.ok());
        CHECK(shown(*pin) == "secret-pin");
    }

    TEST_CASE("a PIN file that a group or anybody can read is refused") {
        for (const mode_t mode : {0440U, 0404U, 0620U, 0602U}) {
            const TestFile file("secret-pin\n", mode);

            const auto pin = hsm::PinEntry::from_file(file.path());

            REQUIRE_FALSE(pin.ok());
            CHECK(pin.error().is(errors::hsm_pin_unusable));
        }
    }

    TEST_CASE("a link, a folder and a missing file are no PIN file") {
        const TestFile file("secret-pin\n", 0400);
        const auto link = file.path() + ".link";
        std::filesystem::create_symlink(file.path(), link);

        CHECK_FALSE(hsm::PinEntry::from_file(link).ok());
        CHECK_FALSE(hsm::PinEntry::from_file("/tmp").ok());
        CHECK_FALSE(hsm::PinEntry::from_file(file.path() + ".none").ok());

        std::filesystem::remove(link);
    }

    TEST_CASE("a descriptor is read to its end and closed") {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        REQUIRE(::write(ends[1], "12", 2) == 2);
        REQUIRE(::write(ends[1], "34\n", 3) == 3);
        ::close(ends[1]);

        const auto pin = hsm::PinEntry::from_descriptor(Descriptor(ends[0]));

        REQUIRE(pin.ok());
        CHECK(shown(*pin) == "1234");
        CHECK(::close(ends[0]) == -1);
    }

    TEST_CASE("a box opens only with the key of the process it was sealed to") {
        const auto box = crypto::SealedBox::generate();
        const auto other = crypto::SealedBox::generate();
        const auto sealed = *crypto::SealedBox::seal(box.public_key(), view_of("1234"));

        const auto pin = hsm::PinEntry::from_box(box, sealed);

        REQUIRE(pin.ok());
        CHECK(shown(*pin) == "1234");
        CHECK_FALSE(hsm::PinEntry::from_box(other, sealed).ok());
    }

    TEST_CASE("no slot of the guarded pool is left behind") {
        const auto before = SecretPool::in_use();
        { const auto pin = hsm::PinEntry::from_bytes(view_of("1234")); }
        { const auto pin = hsm::PinEntry::from_bytes(view_of("")); }

        CHECK(SecretPool::in_use() == before);
    }
}
