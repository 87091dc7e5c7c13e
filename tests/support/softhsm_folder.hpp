// SoftHsmFolder of the tests: SoftHSM tokens in a folder of their own, made, read and tampered with
// through PKCS#11 by this test process itself, as a second reader beside the token process.
#pragma once

#include <doctest/doctest.h>
#include <p11-kit/pkcs11.h>

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sealwright::test {

inline std::string softhsm_module() {
    for (const auto* path : {"/usr/lib/softhsm/libsofthsm2.so",
                             "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                             "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"}) {
        if (std::filesystem::exists(path)) return path;
    }
    return {};
}

// One logged-in session in this process; a test has one at a time.
class Pkcs11Reader {
public:
    Pkcs11Reader(const std::string& configuration, const std::string& label, std::string pin) {
        open(configuration);
        require(api_->C_OpenSession(
            slot_of(label), CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session_));
        require(api_->C_Login(session_, CKU_USER, bytes_of(pin), pin.size()));
    }
    ~Pkcs11Reader() { api_->C_Finalize(nullptr); }
    Pkcs11Reader(const Pkcs11Reader&) = delete;
    Pkcs11Reader& operator=(const Pkcs11Reader&) = delete;

    static void make_token(const std::string& configuration, std::string label, std::string pin) {
        Pkcs11Reader reader;
        reader.open(configuration);
        std::string officer_pin = "officer-pin-of-a-test";
        const auto slot = reader.slots().back();  // SoftHSM keeps one without a token at the end.
        label.resize(32, ' ');
        require(reader.api_->C_InitToken(
            slot, bytes_of(officer_pin), officer_pin.size(), bytes_of(label)));
        require(reader.api_->C_OpenSession(
            slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &reader.session_));
        require(reader.api_->C_Login(
            reader.session_, CKU_SO, bytes_of(officer_pin), officer_pin.size()));
        require(reader.api_->C_InitPIN(reader.session_, bytes_of(pin), pin.size()));
    }

    [[nodiscard]] std::vector<CK_OBJECT_HANDLE> secret_keys() const {
        return objects_of(CKO_SECRET_KEY);
    }
    [[nodiscard]] std::vector<CK_OBJECT_HANDLE> objects_of(CK_OBJECT_CLASS key_class) const {
        CK_ATTRIBUTE wanted{CKA_CLASS, &key_class, sizeof key_class};
        require(api_->C_FindObjectsInit(session_, &wanted, 1));
        std::vector<CK_OBJECT_HANDLE> keys(64);
        CK_ULONG count = 0;
        require(api_->C_FindObjects(session_, keys.data(), keys.size(), &count));
        require(api_->C_FindObjectsFinal(session_));
        keys.resize(count);
        return keys;
    }

    // As the module says it, without the blanks behind it.
    [[nodiscard]] std::string serial() const {
        CK_SESSION_INFO session{};
        CK_TOKEN_INFO info{};
        require(api_->C_GetSessionInfo(session_, &session));
        require(api_->C_GetTokenInfo(session.slotID, &info));
        std::string text(std::begin(info.serialNumber), std::end(info.serialNumber));
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }

    [[nodiscard]] bool flag(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) const {
        CK_BBOOL value = 2;
        CK_ATTRIBUTE wanted{type, &value, sizeof value};
        require(api_->C_GetAttributeValue(session_, key, &wanted, 1));
        REQUIRE(value <= 1);
        return value == 1;
    }
    // The attribute's bytes, or the return value that refused them.
    CK_RV read(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, std::string& out) const {
        out.assign(256, '\0');
        CK_ATTRIBUTE wanted{type, out.data(), out.size()};
        const auto value = api_->C_GetAttributeValue(session_, key, &wanted, 1);
        if (value == CKR_OK) out.resize(wanted.ulValueLen);
        return value;
    }
    CK_RV set_flag(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type, bool wanted) const {
        CK_BBOOL value = wanted ? 1 : 0;
        CK_ATTRIBUTE attribute{type, &value, sizeof value};
        return api_->C_SetAttributeValue(session_, key, &attribute, 1);
    }
    // A signing key as an attacker, or a careless person, would make it.
    void make_key(std::string label, std::string id, CK_ATTRIBUTE_TYPE odd, bool odd_value) const {
        CK_OBJECT_CLASS key_class = CKO_SECRET_KEY;
        CK_KEY_TYPE key_type = CKK_GENERIC_SECRET;
        CK_ULONG size = 32;
        CK_BBOOL yes = 1;
        CK_BBOOL no = 0;
        CK_BBOOL odd_flag = odd_value ? 1 : 0;
        std::vector<CK_ATTRIBUTE> attributes{{CKA_CLASS, &key_class, sizeof key_class},
                                             {CKA_KEY_TYPE, &key_type, sizeof key_type},
                                             {CKA_VALUE_LEN, &size, sizeof size},
                                             {CKA_LABEL, label.data(), label.size()},
                                             {CKA_ID, id.data(), id.size()}};
        for (const auto type : {CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE, CKA_SIGN}) {
            if (type != odd) attributes.push_back({type, &yes, 1});
        }
        for (const auto type : {CKA_EXTRACTABLE,
                                CKA_MODIFIABLE,
                                CKA_VERIFY,
                                CKA_ENCRYPT,
                                CKA_DECRYPT,
                                CKA_WRAP,
                                CKA_UNWRAP,
                                CKA_DERIVE}) {
            if (type != odd) attributes.push_back({type, &no, 1});
        }
        attributes.push_back({odd, &odd_flag, 1});
        CK_MECHANISM mechanism{CKM_GENERIC_SECRET_KEY_GEN, nullptr, 0};
        CK_OBJECT_HANDLE key = 0;
        require(
            api_->C_GenerateKey(session_, &mechanism, attributes.data(), attributes.size(), &key));
    }
    // A person's key pair, with one attribute of its private half as somebody careless would set
    // it.
    void make_person_key(CK_ATTRIBUTE_TYPE odd, bool odd_value) const {
        std::string label = "sealwright-person";
        std::array<CK_BYTE, 5> curve{0x06, 0x03, 0x2b, 0x65, 0x70};
        CK_BBOOL yes = 1;
        CK_BBOOL no = 0;
        CK_BBOOL odd_flag = odd_value ? 1 : 0;
        std::vector<CK_ATTRIBUTE> open{{CKA_EC_PARAMS, curve.data(), curve.size()},
                                       {CKA_TOKEN, &yes, 1},
                                       {CKA_PRIVATE, &no, 1},
                                       {CKA_VERIFY, &yes, 1},
                                       {CKA_LABEL, label.data(), label.size()},
                                       {CKA_ID, label.data(), label.size()}};
        std::vector<CK_ATTRIBUTE> closed{{CKA_LABEL, label.data(), label.size()},
                                         {CKA_ID, label.data(), label.size()}};
        for (const auto type : {CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE, CKA_SIGN}) {
            if (type != odd) closed.push_back({type, &yes, 1});
        }
        for (const auto type : {CKA_EXTRACTABLE,
                                CKA_MODIFIABLE,
                                CKA_SIGN_RECOVER,
                                CKA_DECRYPT,
                                CKA_UNWRAP,
                                CKA_DERIVE}) {
            if (type != odd) closed.push_back({type, &no, 1});
        }
        closed.push_back({odd, &odd_flag, 1});
        CK_MECHANISM mechanism{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
        CK_OBJECT_HANDLE public_half = 0;
        CK_OBJECT_HANDLE private_half = 0;
        require(api_->C_GenerateKeyPair(session_,
                                        &mechanism,
                                        open.data(),
                                        open.size(),
                                        closed.data(),
                                        closed.size(),
                                        &public_half,
                                        &private_half));
    }
    // The private halves of key pairs that are there.
    [[nodiscard]] std::vector<CK_OBJECT_HANDLE> private_keys() const {
        return objects_of(CKO_PRIVATE_KEY);
    }
    void destroy_all() const {
        for (const auto key : secret_keys()) require(api_->C_DestroyObject(session_, key));
    }

private:
    Pkcs11Reader() = default;

    static void require(CK_RV value) { REQUIRE(value == CKR_OK); }
    static CK_UTF8CHAR_PTR bytes_of(std::string& text) {
        return reinterpret_cast<CK_UTF8CHAR_PTR>(text.data());
    }

    void open(const std::string& configuration) {
        ::setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
        void* library = ::dlopen(softhsm_module().c_str(), RTLD_NOW | RTLD_LOCAL);
        REQUIRE(library != nullptr);
        const auto get =
            reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
        require(get(&api_));
        require(api_->C_Initialize(nullptr));
    }
    [[nodiscard]] std::vector<CK_SLOT_ID> slots() const {
        std::vector<CK_SLOT_ID> slots(64);
        CK_ULONG count = slots.size();
        require(api_->C_GetSlotList(1, slots.data(), &count));
        slots.resize(count);
        REQUIRE_FALSE(slots.empty());
        return slots;
    }
    [[nodiscard]] CK_SLOT_ID slot_of(std::string label) const {
        label.resize(32, ' ');
        for (const auto slot : slots()) {
            CK_TOKEN_INFO info{};
            require(api_->C_GetTokenInfo(slot, &info));
            if (std::equal(label.begin(), label.end(), std::begin(info.label))) return slot;
        }
        FAIL("no such token");
        return 0;
    }

    CK_FUNCTION_LIST_PTR api_ = nullptr;
    CK_SESSION_HANDLE session_ = 0;
};

class SoftHsmFolder {
public:
    explicit SoftHsmFolder(const std::string& parent)
        : configuration_(parent + "/softhsm2.conf"), objects_(parent + "/objects") {
        std::filesystem::create_directories(objects_);
        std::ofstream(configuration_) << "directories.tokendir = " << objects_
                                      << "\nobjectstore.backend = file\nlog.level = ERROR\n"
                                         "slots.removable = false\nlibrary.reset_on_fork = true\n";
    }

    void add_token(const std::string& label, const std::string& pin) const {
        Pkcs11Reader::make_token(configuration_, label, pin);
    }
    [[nodiscard]] const std::string& configuration() const { return configuration_; }
    // The file that a login rewrites; for a folder with one token.
    [[nodiscard]] std::string token_object() const {
        for (const auto& each : std::filesystem::directory_iterator(objects_)) {
            return each.path().string() + "/token.object";
        }
        return {};
    }

private:
    std::string configuration_;
    std::string objects_;
};

}  // namespace sealwright::test
