// Document: what a vault answered, a JSON text (RFC 8259), in memory that is wiped when it dies.
//
// Tokens and key shares stand in such answers; no byte of one is copied to memory that is not
// wiped. A Value is a look at one part and lives as long as its Document. Process: agent. Limits:
// 8 MiB, 16 values in each other. Spec: docs/protocol/vault.md section 1.
#pragma once

#include "sealwright/core/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::vault {

// Each of these is nothing where the value is of another kind.
class Value {
public:
    [[nodiscard]] std::optional<Value> member(std::string_view name) const;
    [[nodiscard]] std::optional<std::vector<Value>> items() const;
    [[nodiscard]] std::optional<std::string_view> text() const;
    [[nodiscard]] std::optional<std::uint64_t> number() const;
    [[nodiscard]] std::optional<bool> boolean() const;

    // The same of a member: nothing where it is missing, too. For what is no secret.
    [[nodiscard]] std::optional<std::string> text_at(std::string_view name) const;
    [[nodiscard]] std::optional<std::vector<std::string>> texts_at(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint64_t> number_at(std::string_view name) const;
    [[nodiscard]] std::optional<bool> flag_at(std::string_view name) const;

private:
    friend class Document;
    explicit Value(const void* node) : node_(node) {}

    const void* node_;
};

class Document {
public:
    static constexpr std::size_t size_max = std::size_t{8} << 20U;
    static constexpr std::size_t depth_max = 16;

    static Result<Document> read(View body);

    Document(Document&& other) noexcept;
    Document& operator=(Document&& other) noexcept;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    ~Document();

    [[nodiscard]] Value root() const;

private:
    struct Held;
    explicit Document(std::unique_ptr<Held> held);

    std::unique_ptr<Held> held_;
};

}  // namespace sealwright::vault
