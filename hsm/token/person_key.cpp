#include "person_key.hpp"

#include "attributes.hpp"
#include "return_value.hpp"
#include "sealwright/hsm/card/errors.hpp"
#include "sealwright/hsm/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::hsm::token {
namespace {

constexpr std::string_view label = "sealwright-person";

constexpr std::array private_flags{
    Flag{CKA_TOKEN, ck_true, "CKA_TOKEN"},
    Flag{CKA_PRIVATE, ck_true, "CKA_PRIVATE"},
    Flag{CKA_SENSITIVE, ck_true, "CKA_SENSITIVE"},
    Flag{CKA_EXTRACTABLE, ck_false, "CKA_EXTRACTABLE"},
    Flag{CKA_MODIFIABLE, ck_false, "CKA_MODIFIABLE"},
    Flag{CKA_SIGN, ck_true, "CKA_SIGN"},
    Flag{CKA_SIGN_RECOVER, ck_false, "CKA_SIGN_RECOVER"},
    Flag{CKA_DECRYPT, ck_false, "CKA_DECRYPT"},
    Flag{CKA_UNWRAP, ck_false, "CKA_UNWRAP"},
    Flag{CKA_DERIVE, ck_false, "CKA_DERIVE"},
};

constexpr std::array public_flags{
    Flag{CKA_TOKEN, ck_true, "CKA_TOKEN"},
    Flag{CKA_PRIVATE, ck_false, "CKA_PRIVATE"},
    Flag{CKA_MODIFIABLE, ck_false, "CKA_MODIFIABLE"},
    Flag{CKA_VERIFY, ck_true, "CKA_VERIFY"},
    Flag{CKA_ENCRYPT, ck_false, "CKA_ENCRYPT"},
    Flag{CKA_WRAP, ck_false, "CKA_WRAP"},
};

// The curve by its object identifier (RFC 8410), and by its name, as PKCS#11 3.0 has it too.
constexpr std::array<std::uint8_t, 5> curve_id{0x06, 0x03, 0x2b, 0x65, 0x70};
constexpr std::array<std::uint8_t, 14> curve_name{
    0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};

// The point as it is, or as an OCTET STRING around it: makers do both.
Result<crypto::PublicKey> point_of(const std::string& read) {
    constexpr std::string_view wrapping("\x04\x20", 2);
    std::string_view point(read);
    crypto::PublicKey key{};
    if (point.size() == wrapping.size() + key.size() && point.starts_with(wrapping)) {
        point.remove_prefix(wrapping.size());
    }
    if (point.size() != key.size()) return unsafe("CKA_EC_POINT");
    std::ranges::copy(view_of(point), key.begin());
    return key;
}

Result<crypto::PublicKey> public_half(const Session& session, const std::string& id) {
    const CK_OBJECT_CLASS wanted_class = CKO_PUBLIC_KEY;
    std::array wanted{attribute(CKA_CLASS, wanted_class),
                      attribute(CKA_LABEL, view_of(label)),
                      attribute(CKA_ID, view_of(id))};
    TRY(found, find_objects(session, wanted));
    if (found.size() != 1) return unsafe("CKA_ID");
    TRY(point, read_text(session, found.front(), CKA_EC_POINT));
    return point_of(point);
}

Result<PersonKey> checked(const Session& session, CK_OBJECT_HANDLE handle, const Quirks& quirks) {
    if (read_value<CK_KEY_TYPE>(session, handle, CKA_KEY_TYPE) != CKK_EC_EDWARDS) {
        return unsafe("CKA_KEY_TYPE");
    }
    TRY(check_flags(session, handle, private_flags, quirks));
    TRY(check_flags(session, handle, history_flags(), quirks));
    TRY(id, read_text(session, handle, CKA_ID));
    if (id.empty()) return unsafe("CKA_ID");
    TRY(key, public_half(session, id));
    return PersonKey{handle, key};
}

struct Pair {
    CK_OBJECT_HANDLE public_half = 0;
    CK_OBJECT_HANDLE private_half = 0;
};

CK_RV generate(const Session& session, View curve, Pair& pair) {
    const CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
    const CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
    const CK_KEY_TYPE key_type = CKK_EC_EDWARDS;
    std::vector<CK_ATTRIBUTE> open{attribute(CKA_CLASS, public_class),
                                   attribute(CKA_KEY_TYPE, key_type),
                                   attribute(CKA_EC_PARAMS, curve),
                                   attribute(CKA_LABEL, view_of(label)),
                                   attribute(CKA_ID, view_of(label))};
    for (const auto& flag : public_flags) open.push_back(attribute(flag.type, flag.wanted));
    std::vector<CK_ATTRIBUTE> closed{attribute(CKA_CLASS, private_class),
                                     attribute(CKA_KEY_TYPE, key_type),
                                     attribute(CKA_LABEL, view_of(label)),
                                     attribute(CKA_ID, view_of(label))};
    for (const auto& flag : private_flags) closed.push_back(attribute(flag.type, flag.wanted));
    CK_MECHANISM mechanism{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
    return session.functions().C_GenerateKeyPair(session.handle(),
                                                 &mechanism,
                                                 open.data(),
                                                 open.size(),
                                                 closed.data(),
                                                 closed.size(),
                                                 &pair.public_half,
                                                 &pair.private_half);
}

bool is_about_curve(CK_RV value) {
    return value == CKR_CURVE_NOT_SUPPORTED || value == CKR_ATTRIBUTE_VALUE_INVALID ||
           value == CKR_DOMAIN_PARAMS_INVALID;
}

}  // namespace

Result<std::optional<PersonKey>> find_person_key(const Session& session, const Quirks& quirks) {
    const CK_OBJECT_CLASS wanted_class = CKO_PRIVATE_KEY;
    std::array wanted{attribute(CKA_CLASS, wanted_class), attribute(CKA_LABEL, view_of(label))};
    TRY(found, find_objects(session, wanted));
    if (found.empty()) return std::optional<PersonKey>();
    if (found.size() > 1) return Error(errors::hsm_key_ambiguous, {fact("label", label)});
    TRY(key, checked(session, found.front(), quirks));
    return std::optional(key);
}

Result<PersonKey> generate_person_key(const Session& session, const Quirks& quirks) {
    Pair pair;
    auto value = generate(session, curve_id, pair);
    if (is_about_curve(value)) value = generate(session, curve_name, pair);
    if (value == CKR_MECHANISM_INVALID || is_about_curve(value)) {
        return Error(errors::card_unable,
                     {fact("call", "C_GenerateKeyPair"), fact("ckr", std::uint64_t{value})});
    }
    if (value != CKR_OK) return failed("C_GenerateKeyPair", value);
    auto key = checked(session, pair.private_half, quirks);
    if (key) return key;
    session.functions().C_DestroyObject(session.handle(), pair.private_half);
    session.functions().C_DestroyObject(session.handle(), pair.public_half);
    return key;
}

Result<crypto::Signature> sign_as_person(const Session& session,
                                         CK_OBJECT_HANDLE key,
                                         const Digest& digest) {
    CK_MECHANISM mechanism{CKM_EDDSA, nullptr, 0};
    const auto& functions = session.functions();
    auto value = functions.C_SignInit(session.handle(), &mechanism, key);
    if (value != CKR_OK) return failed("C_SignInit", value);
    auto copy = digest;  // C_Sign asks for bytes that it may not, but could, change.
    crypto::Signature signature{};
    CK_ULONG size = signature.size();
    value = functions.C_Sign(session.handle(), copy.data(), copy.size(), signature.data(), &size);
    if (value != CKR_OK) return failed("C_Sign", value);
    if (size != signature.size()) return failed("C_Sign", CKR_SIGNATURE_LEN_RANGE);
    return signature;
}

}  // namespace sealwright::hsm::token
