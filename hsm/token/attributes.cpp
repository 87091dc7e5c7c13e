#include "attributes.hpp"

#include "return_value.hpp"
#include "sealwright/hsm/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::hsm::token {
namespace {

constexpr CK_ULONG objects_max = 1024;
constexpr CK_ULONG text_max = 256;

constexpr std::array history{
    Flag{CKA_LOCAL, ck_true, "CKA_LOCAL"},
    Flag{CKA_ALWAYS_SENSITIVE, ck_true, "CKA_ALWAYS_SENSITIVE"},
    Flag{CKA_NEVER_EXTRACTABLE, ck_true, "CKA_NEVER_EXTRACTABLE"},
};

}  // namespace

std::span<const Flag> history_flags() {
    return history;
}

CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, View bytes) {
    return {type, const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

Error unsafe(std::string_view name) {
    return {errors::hsm_key_unsafe, {fact("attribute", name)}};
}

Result<std::string> read_text(const Session& session,
                              CK_OBJECT_HANDLE object,
                              CK_ATTRIBUTE_TYPE type) {
    std::string text(text_max, '\0');
    CK_ATTRIBUTE wanted{type, text.data(), text.size()};
    const auto value =
        session.functions().C_GetAttributeValue(session.handle(), object, &wanted, 1);
    if (value == CKR_BUFFER_TOO_SMALL) return std::string();
    if (value != CKR_OK) return failed("C_GetAttributeValue", value);
    if (wanted.ulValueLen > text_max) return failed("C_GetAttributeValue", CKR_BUFFER_TOO_SMALL);
    text.resize(wanted.ulValueLen);
    return text;
}

Result<void> check_flags(const Session& session,
                         CK_OBJECT_HANDLE key,
                         std::span<const Flag> flags,
                         const Quirks& quirks) {
    for (const auto& flag : flags) {
        if (!quirks.is_checked(flag.type)) continue;
        const auto value = read_value<CK_BBOOL>(session, key, flag.type);
        if (!value || (*value != ck_false) != (flag.wanted != ck_false)) return unsafe(flag.name);
    }
    return done;
}

Result<std::vector<CK_OBJECT_HANDLE>> find_objects(const Session& session,
                                                   std::span<CK_ATTRIBUTE> wanted) {
    const auto& functions = session.functions();
    auto value = functions.C_FindObjectsInit(session.handle(), wanted.data(), wanted.size());
    if (value != CKR_OK) return failed("C_FindObjectsInit", value);
    std::vector<CK_OBJECT_HANDLE> found(objects_max);
    CK_ULONG count = 0;
    CK_ULONG more = 1;
    while (value == CKR_OK && more > 0 && count < objects_max) {
        value = functions.C_FindObjects(
            session.handle(), found.data() + count, objects_max - count, &more);
        if (value == CKR_OK) count += std::min(more, objects_max - count);
    }
    functions.C_FindObjectsFinal(session.handle());
    if (value != CKR_OK) return failed("C_FindObjects", value);
    if (count >= objects_max) {
        return Error(errors::hsm_key_ambiguous, {fact("keys_max", objects_max)});
    }
    found.resize(count);
    return found;
}

}  // namespace sealwright::hsm::token
