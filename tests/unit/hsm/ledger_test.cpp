#include "sealwright/hsm/token/ledger.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace sealwright;
using hsm::token::LedgerFile;
using hsm::token::LedgerRecord;
using hsm::token::Place;

namespace {

class Folder {
public:
    Folder() {
        char name[] = "/tmp/sealwright-ledger-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string ledger() const { return path_ + "/ledger"; }

private:
    std::string path_;
};

LedgerRecord record_at(std::uint64_t run, std::uint64_t sequence) {
    LedgerRecord record;
    record.context_hash.fill(5);
    record.place = {run, sequence};
    record.wall_ms = 17;
    return record;
}

void write_records(const Folder& folder, std::uint64_t count) {
    auto ledger = LedgerFile::open(folder.ledger());
    REQUIRE(ledger.ok());
    for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
        REQUIRE(ledger->append({record_at(1, sequence)}).ok());
    }
}

Place last_of(const Folder& folder) {
    const auto ledger = LedgerFile::open(folder.ledger());
    REQUIRE(ledger.ok());
    return ledger->last();
}

}  // namespace

TEST_SUITE("hsm/ledger") {
    TEST_CASE("a record has one form of 64 bytes") {
        const auto bytes = record_at(3, 4).encode();

        const auto back = LedgerRecord::decode(bytes);

        REQUIRE(bytes.size() == LedgerRecord::size);
        REQUIRE(back.has_value());
        CHECK(back->place == Place{3, 4});
        CHECK(back->wall_ms == 17);
        CHECK_FALSE(LedgerRecord::decode(View(bytes).first(63)).has_value());
        CHECK_FALSE(LedgerRecord::decode(Bytes(64, 0)).has_value());
    }

    TEST_CASE("a new ledger is empty and its last place is nowhere") {
        const Folder folder;

        CHECK(last_of(folder) == Place{0, 0});
    }

    TEST_CASE("the last place is read back at the next start") {
        const Folder folder;

        write_records(folder, 5);

        CHECK(last_of(folder) == Place{1, 5});
        CHECK(std::filesystem::file_size(folder.ledger()) == 5 * LedgerRecord::size);
    }

    TEST_CASE("a torn last record is cut off at each length and the one before it counts") {
        for (std::size_t torn = 1; torn < LedgerRecord::size; ++torn) {
            const Folder folder;
            write_records(folder, 3);
            std::filesystem::resize_file(folder.ledger(), 2 * LedgerRecord::size + torn);

            CHECK(last_of(folder) == Place{1, 2});
            CHECK(std::filesystem::file_size(folder.ledger()) == 2 * LedgerRecord::size);
        }
    }

    TEST_CASE("a hole of zeros behind the last record does not take the place back") {
        const Folder folder;
        write_records(folder, 3);
        std::filesystem::resize_file(folder.ledger(), 6 * LedgerRecord::size);

        CHECK(last_of(folder) == Place{1, 3});
    }

    TEST_CASE("a full ledger becomes ledger.1 and the place survives it") {
        const Folder folder;
        auto ledger = LedgerFile::open(folder.ledger(), 4 * LedgerRecord::size);
        REQUIRE(ledger.ok());
        for (std::uint64_t sequence = 1; sequence <= 6; ++sequence) {
            REQUIRE(ledger->append({record_at(1, sequence)}).ok());
        }

        CHECK(std::filesystem::file_size(folder.ledger()) == 2 * LedgerRecord::size);
        CHECK(std::filesystem::file_size(folder.ledger() + ".1") == 4 * LedgerRecord::size);
        std::filesystem::resize_file(folder.ledger(), 0);
        CHECK(last_of(folder) == Place{1, 4});
    }

    TEST_CASE("a ledger in a folder that is not there is a failure, not an empty one") {
        CHECK_FALSE(LedgerFile::open("/tmp/sealwright-no-such-folder/ledger").ok());
    }
}
