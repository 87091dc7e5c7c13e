#include "sealwright/person/card_file.hpp"

#include "sealwright/person/errors.hpp"
#include "sealwright/person/key_file.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using person::CardFile;
using person::CardPlace;

namespace {

CardFile file_of_ana() {
    return {"ana",
            crypto::PublicKey{4, 5, 6},
            {"/usr/lib/softhsm/libsofthsm2.so", "c0ffee", {"SOFTHSM2_CONF=/etc/softhsm2.conf"}}};
}

}  // namespace

TEST_SUITE("person/card_file") {
    TEST_CASE("a card's file reads back as it was written, and is told from a key file") {
        const auto bytes = file_of_ana().bytes();

        const auto read = CardFile::read(bytes);

        REQUIRE(read.ok());
        CHECK(*read == file_of_ana());
        CHECK(CardFile::is_meant(bytes));
        CHECK_FALSE(CardFile::is_meant(view_of("VUS-V1-PERSON-KEY")));
        CHECK_FALSE(person::KeyFile::read(bytes).ok());
    }

    TEST_CASE("a card's file that is torn, or longer, is refused at each byte") {
        const auto bytes = file_of_ana().bytes();

        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto read = CardFile::read(View(bytes).first(size));
            REQUIRE_FALSE(read.ok());
            CHECK(read.error().is(errors::key_file_invalid));
        }
        auto longer = bytes;
        longer.push_back(0);
        CHECK_FALSE(CardFile::read(longer).ok());
        auto other = bytes;
        other[5] ^= 1;  // In the domain.
        CHECK_FALSE(CardFile::read(other).ok());
        CHECK_FALSE(CardFile::is_meant(other));
    }

    TEST_CASE("a card's module has an absolute path, and no variable leads a loader") {
        const auto good = file_of_ana().place;
        CHECK(person::check_place(good).ok());

        for (const auto& place :
             {CardPlace{"libsofthsm2.so", "c0ffee", {}},
              CardPlace{"/lib/x\n.so", "c0ffee", {}},
              CardPlace{"/" + std::string(255, 'x'), "c0ffee", {}},
              CardPlace{good.module, "", {}},
              CardPlace{good.module, std::string(33, '1'), {}},
              CardPlace{good.module, "a\tb", {}},
              CardPlace{good.module, "c0ffee", {"LD_PRELOAD=/tmp/x.so"}},
              CardPlace{good.module, "c0ffee", {"LISTEN_FDS=9"}},
              CardPlace{good.module, "c0ffee", {"NO_VALUE"}},
              CardPlace{good.module, "c0ffee", {"=value"}},
              CardPlace{good.module, "c0ffee", {"lower=case"}},
              CardPlace{good.module, "c0ffee", std::vector<std::string>(17, "A=b")}}) {
            const auto checked = person::check_place(place);
            REQUIRE_FALSE(checked.ok());
            CHECK(checked.error().is(errors::card_place));
            auto file = file_of_ana();
            file.place = place;
            CHECK_FALSE(CardFile::read(file.bytes()).ok());
        }
    }

    TEST_CASE("the largest card's file that is written can be read") {
        auto file = file_of_ana();
        file.name = std::string(48, 'a');
        file.place.module = "/" + std::string(254, 'x');
        file.place.serial = std::string(32, '1');
        file.place.variables.assign(person::card_variables_max, "A=" + std::string(253, 'y'));

        const auto bytes = file.bytes();

        CHECK(CardFile::read(bytes).ok());
        CHECK(bytes.size() <= person::card_file_max);
    }
}
