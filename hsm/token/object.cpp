#include "object.hpp"

#include "attributes.hpp"
#include "return_value.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace sealwright::hsm::token {
namespace {

constexpr CK_ULONG key_size = 32;

constexpr std::array asked_flags{
    Flag{CKA_TOKEN, ck_true, "CKA_TOKEN"},
    Flag{CKA_PRIVATE, ck_true, "CKA_PRIVATE"},
    Flag{CKA_SENSITIVE, ck_true, "CKA_SENSITIVE"},
    Flag{CKA_EXTRACTABLE, ck_false, "CKA_EXTRACTABLE"},
    Flag{CKA_MODIFIABLE, ck_false, "CKA_MODIFIABLE"},
    Flag{CKA_SIGN, ck_true, "CKA_SIGN"},
    Flag{CKA_VERIFY, ck_false, "CKA_VERIFY"},
    Flag{CKA_ENCRYPT, ck_false, "CKA_ENCRYPT"},
    Flag{CKA_DECRYPT, ck_false, "CKA_DECRYPT"},
    Flag{CKA_WRAP, ck_false, "CKA_WRAP"},
    Flag{CKA_UNWRAP, ck_false, "CKA_UNWRAP"},
    Flag{CKA_DERIVE, ck_false, "CKA_DERIVE"},
};

// The generation in a label of ours, in its one decimal form; nothing for a label of others.
std::optional<std::uint32_t> generation_of(const std::string& label) {
    if (!label.starts_with(token_key_label_prefix)) return std::nullopt;
    std::uint32_t generation = 0;
    const auto* end = label.data() + label.size();
    std::from_chars(label.data() + token_key_label_prefix.size(), end, generation);
    if (generation == 0 || token_key_label(generation) != label) return std::nullopt;
    return generation;
}

Result<void> check_key(const Session& session,
                       const KeyObject& key,
                       const std::string& serial,
                       const Quirks& quirks) {
    if (read_value<CK_OBJECT_CLASS>(session, key.handle, CKA_CLASS) != CKO_SECRET_KEY) {
        return unsafe("CKA_CLASS");
    }
    const auto type = read_value<CK_KEY_TYPE>(session, key.handle, CKA_KEY_TYPE);
    if (type != CKK_GENERIC_SECRET && type != CKK_SHA256_HMAC) return unsafe("CKA_KEY_TYPE");
    const auto id = read_text(session, key.handle, CKA_ID);
    if (!id || *id != quirks.stored_id(token_key_id(serial, key.generation))) {
        return unsafe("CKA_ID");
    }
    if (read_value<CK_ULONG>(session, key.handle, CKA_VALUE_LEN).value_or(key_size) != key_size) {
        return unsafe("CKA_VALUE_LEN");
    }
    TRY(check_flags(session, key.handle, asked_flags, quirks));
    return check_flags(session, key.handle, history_flags(), quirks);
}

Result<std::vector<CK_OBJECT_HANDLE>> secret_keys(const Session& session) {
    const CK_OBJECT_CLASS wanted_class = CKO_SECRET_KEY;
    std::array wanted{attribute(CKA_CLASS, wanted_class), attribute(CKA_TOKEN, ck_true)};
    return find_objects(session, wanted);
}

struct Wanted {
    std::string label;
    Digest id;
};

CK_RV generate(const Session& session,
               const Wanted& wanted,
               bool with_optional,
               CK_OBJECT_HANDLE& handle) {
    const CK_OBJECT_CLASS key_class = CKO_SECRET_KEY;
    const CK_KEY_TYPE key_type = CKK_GENERIC_SECRET;
    const CK_MECHANISM_TYPE allowed = CKM_SHA256_HMAC;
    std::vector<CK_ATTRIBUTE> attributes{attribute(CKA_CLASS, key_class),
                                         attribute(CKA_KEY_TYPE, key_type),
                                         attribute(CKA_VALUE_LEN, key_size),
                                         attribute(CKA_LABEL, view_of(wanted.label)),
                                         attribute(CKA_ID, View(wanted.id))};
    for (const auto& flag : asked_flags) attributes.push_back(attribute(flag.type, flag.wanted));
    if (with_optional) {
        attributes.push_back(attribute(CKA_COPYABLE, ck_false));
        attributes.push_back(attribute(CKA_ALLOWED_MECHANISMS, allowed));
    }
    CK_MECHANISM mechanism{CKM_GENERIC_SECRET_KEY_GEN, nullptr, 0};
    return session.functions().C_GenerateKey(
        session.handle(), &mechanism, attributes.data(), attributes.size(), &handle);
}

}  // namespace

Result<std::optional<KeyObject>> find_key(const Session& session,
                                          const std::string& serial,
                                          const Quirks& quirks) {
    TRY(keys, secret_keys(session));
    std::optional<KeyObject> found;
    for (const auto handle : keys) {
        TRY(label, read_text(session, handle, CKA_LABEL));
        const auto generation = generation_of(label);
        if (!generation) continue;
        if (found) return Error(errors::hsm_key_ambiguous, {fact("label", label)});
        found = KeyObject{handle, *generation};
    }
    if (found) TRY(check_key(session, *found, serial, quirks));
    return found;
}

Result<KeyObject> generate_key(const Session& session,
                               const std::string& serial,
                               std::uint32_t generation,
                               const Quirks& quirks) {
    if (!quirks.makes_keys()) {
        return Error(errors::hsm_key_absent,
                     {fact("make it with", quirks.key_tool),
                      fact("label", token_key_label(generation)),
                      fact("id", token_key_id(serial, generation))});
    }
    const Wanted wanted{token_key_label(generation), token_key_id(serial, generation)};
    CK_OBJECT_HANDLE handle = 0;
    auto value = generate(session, wanted, true, handle);
    if (value == CKR_ATTRIBUTE_TYPE_INVALID) value = generate(session, wanted, false, handle);
    if (value != CKR_OK) return failed("C_GenerateKey", value);
    const KeyObject key{handle, generation};
    const auto checked = check_key(session, key, serial, quirks);
    if (checked) return key;
    session.functions().C_DestroyObject(session.handle(), handle);
    return checked.error();
}

}  // namespace sealwright::hsm::token
