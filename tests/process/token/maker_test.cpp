#include "sealwright/hsm/errors.hpp"
#include "token_process.hpp"

using namespace sealwright;
using namespace sealwright::test;
using hsm::TokenState;

namespace {

// A token whose module has the name of tpm2-pkcs11, and so its quirks; SoftHSM is behind it.
struct ToolMadeKey : Place {
    ToolMadeKey() {
        softhsm.add_token("a", good_pin);
        const auto module = path() + "/libtpm2_pkcs11.so";
        std::filesystem::copy_file(
            std::string(SEALWRIGHT_PROGRAMS) + "/../tests/process/token/pkcs11-shim.so", module);
        auto& token = add("a");
        token.module = module;
        token.environment.push_back({"SHIM_MODULE", softhsm_module()});
    }

    void make_key(const std::string& id, CK_ATTRIBUTE_TYPE odd) const {
        const Pkcs11Reader reader(softhsm.configuration(), "a", good_pin);
        reader.destroy_all();
        reader.make_key("sealwright-kek-1", id, odd, true);
    }
};

}  // namespace

TEST_SUITE("token/maker") {
    TEST_CASE("a token whose module makes no keys says which key its tool must make, and uses it") {
        ToolMadeKey place;
        std::string id;
        {
            TokenProcess process(place, "a");
            const auto status = process.status();
            REQUIRE(status.state == TokenState::no_key);
            id = to_hex(hsm::token_key_id(status.serial, 1));
            CHECK(status.detail.find("label=sealwright-kek-1") != std::string::npos);
            CHECK_MESSAGE(status.detail.find("id=" + id) != std::string::npos, status.detail);
            CHECK(process.refusal_of(hsm::EnrolAsk{1}) == errors::hsm_key_absent.code);
            CHECK(process.status().state == TokenState::no_key);
        }

        place.make_key(id, CKA_VERIFY);

        TokenProcess process(place, "a");
        const auto status = process.status();
        REQUIRE_MESSAGE(status.state == TokenState::ready, status.detail);
        CHECK(process.ask(prf_for(context_for(status))).type == hsm::PrfAnswer::type);
    }

    TEST_CASE("what a maker's quirk does not name is checked as everywhere") {
        ToolMadeKey place;
        std::string serial;
        {
            TokenProcess process(place, "a");
            serial = process.status().serial;
        }
        const auto id = hsm::token_key_id(serial, 1);
        const auto check_broken = [&](const std::string& word) {
            TokenProcess process(place, "a");
            const auto status = process.status();
            CHECK(status.state == TokenState::broken);
            CHECK_MESSAGE(status.detail.find(word) != std::string::npos, status.detail);
        };

        place.make_key(to_hex(id), CKA_EXTRACTABLE);
        check_broken("CKA_EXTRACTABLE");
        place.make_key(to_hex(id), CKA_DERIVE);
        check_broken("CKA_DERIVE");
        place.make_key({id.begin(), id.end()}, CKA_VERIFY);
        check_broken("CKA_ID");
    }
}
