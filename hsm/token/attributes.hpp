// Attributes of PKCS#11 objects: wanted in a template, read back, checked; and finding objects.
// Private to hsm/token. Process: token. Limits: 1,024 objects are looked through, 256 bytes a text.
#pragma once

#include "quirks.hpp"
#include "session.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sealwright::hsm::token {

// A yes-or-no attribute: what our template asks for, and what every check demands.
struct Flag {
    CK_ATTRIBUTE_TYPE type;
    CK_BBOOL wanted;
    std::string_view name;
};

// What only the token itself sets.
std::span<const Flag> history_flags();

template <class Value>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const Value& value) {
    return {type, const_cast<Value*>(&value), sizeof value};
}
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, View bytes);

Error unsafe(std::string_view name);

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

// Empty when it is longer than any of ours.
Result<std::string> read_text(const Session& session,
                              CK_OBJECT_HANDLE object,
                              CK_ATTRIBUTE_TYPE type);

Result<void> check_flags(const Session& session,
                         CK_OBJECT_HANDLE key,
                         std::span<const Flag> flags,
                         const Quirks& quirks);

// The search is always ended, also when it failed half-way: a session has one at a time.
Result<std::vector<CK_OBJECT_HANDLE>> find_objects(const Session& session,
                                                   std::span<CK_ATTRIBUTE> wanted);

}  // namespace sealwright::hsm::token
