#include "object.hpp"

#include "return_value.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace sealwright::hsm::token {
namespace {

constexpr CK_ULONG keys_max = 1024;
constexpr CK_ULONG text_max = 256;
constexpr CK_ULONG key_size = 32;

// A yes-or-no attribute: what our template asks for, and what every check demands.
struct Flag {
    CK_ATTRIBUTE_TYPE type;
    CK_BBOOL wanted;
    std::string_view name;
};

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

// What only the token itself sets.
constexpr std::array history_flags{
    Flag{CKA_LOCAL, ck_true, "CKA_LOCAL"},
    Flag{CKA_ALWAYS_SENSITIVE, ck_true, "CKA_ALWAYS_SENSITIVE"},
    Flag{CKA_NEVER_EXTRACTABLE, ck_true, "CKA_NEVER_EXTRACTABLE"},
};

template <class Value>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const Value& value) {
    return {type, const_cast<Value*>(&value), sizeof value};
}

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, View bytes) {
    return {type, const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

// The generation in a label of ours, in its one decimal form; nothing for a label of others.
std::optional<std::uint32_t> generation_of(const std::string& label) {
    if (!label.starts_with(token_key_label_prefix)) return std::nullopt;
    std::uint32_t generation = 0;
    const auto* end = label.data() + label.size();
    std::from_chars(label.data() + token_key_label_prefix.size(), end, generation);
    if (generation == 0 || token_key_label(generation) != label) return std::nullopt;
    return generation;
}

Error unsafe(std::string_view name) {
    return {errors::hsm_key_unsafe, {fact("attribute", name)}};
}

// One fixed-size attribute; whatever cannot be read does not hold.
template <class Value>
std::optional<Value> read_value(const Session& session,
                                CK_OBJECT_HANDLE object,
                                CK_ATTRIBUTE_TYPE type) {
    Value value{};
    CK_ATTRIBUTE wanted{type, &value, sizeof value};
    const auto answer =
        session.functions().C_GetAttributeValue(session.handle(), object, &wanted, 1);
    if (answer != CKR_OK || wanted.ulValueLen != sizeof value) return std::nullopt;
    return value;
}

Result<std::string> read_text(const Session& session,
                              CK_OBJECT_HANDLE object,
                              CK_ATTRIBUTE_TYPE type) {
    std::string text(text_max, '\0');
    CK_ATTRIBUTE wanted{type, text.data(), text.size()};
    const auto value =
        session.functions().C_GetAttributeValue(session.handle(), object, &wanted, 1);
    if (value == CKR_BUFFER_TOO_SMALL) return std::string();  // Longer than any of ours.
    if (value != CKR_OK) return failed("C_GetAttributeValue", value);
    if (wanted.ulValueLen > text_max) return failed("C_GetAttributeValue", CKR_BUFFER_TOO_SMALL);
    text.resize(wanted.ulValueLen);
    return text;
}

template <std::size_t N>
Result<void> check_flags(const Session& session,
                         CK_OBJECT_HANDLE key,
                         const std::array<Flag, N>& flags,
                         const Quirks& quirks) {
    for (const auto& flag : flags) {
        if (!quirks.is_checked(flag.type)) continue;
        const auto value = read_value<CK_BBOOL>(session, key, flag.type);
        if (!value || (*value != ck_false) != (flag.wanted != ck_false)) return unsafe(flag.name);
    }
    return done;
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
    return check_flags(session, key.handle, history_flags, quirks);
}

// The search is always ended, also when it failed half-way: a session has one at a time.
Result<std::vector<CK_OBJECT_HANDLE>> secret_keys(const Session& session) {
    const CK_OBJECT_CLASS wanted_class = CKO_SECRET_KEY;
    std::array wanted{attribute(CKA_CLASS, wanted_class), attribute(CKA_TOKEN, ck_true)};
    const auto& functions = session.functions();
    auto value = functions.C_FindObjectsInit(session.handle(), wanted.data(), wanted.size());
    if (value != CKR_OK) return failed("C_FindObjectsInit", value);
    std::vector<CK_OBJECT_HANDLE> keys(keys_max);
    CK_ULONG count = 0;
    CK_ULONG more = 1;
    while (value == CKR_OK && more > 0 && count < keys_max) {
        value =
            functions.C_FindObjects(session.handle(), keys.data() + count, keys_max - count, &more);
        if (value == CKR_OK) count += std::min(more, keys_max - count);
    }
    functions.C_FindObjectsFinal(session.handle());
    if (value != CKR_OK) return failed("C_FindObjects", value);
    if (count >= keys_max) return Error(errors::hsm_key_ambiguous, {fact("keys_max", keys_max)});
    keys.resize(count);
    return keys;
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
