#include "json_form.hpp"

#include <cctype>

namespace sealwright::cli_test {
namespace {

class Reading {
public:
    explicit Reading(std::string_view text) : rest_(text) {}

    bool value() {
        if (take("null") || take("true") || take("false")) return true;
        if (rest_.starts_with('"')) return text();
        if (take("{")) return members();
        if (take("[")) return items();
        return number();
    }
    [[nodiscard]] bool is_at_end() const { return rest_ == "\n"; }

private:
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool number() {
        const auto size = rest_.find_first_not_of("0123456789");
        if (size == 0 || size == std::string_view::npos) return false;
        if (size > 1 && rest_.front() == '0') return false;
        rest_.remove_prefix(size);
        return true;
    }
    bool text() {
        if (!take("\"")) return false;
        while (!take("\"")) {
            if (rest_.empty() || rest_.front() < 0x20 || rest_.front() > 0x7e) return false;
            if (!take("\\")) {
                rest_.remove_prefix(1);
                continue;
            }
            if (take("\"") || take("\\")) continue;
            if (!take("u") || rest_.size() < 4) return false;
            for (int digit = 0; digit < 4; ++digit, rest_.remove_prefix(1)) {
                if (std::isxdigit(static_cast<unsigned char>(rest_.front())) == 0) return false;
            }
        }
        return true;
    }
    bool items() {
        if (take("]")) return true;
        do {
            if (!value()) return false;
        } while (take(","));
        return take("]");
    }
    bool members() {
        if (take("}")) return true;
        do {
            if (!text() || !take(":") || !value()) return false;
        } while (take(","));
        return take("}");
    }

    std::string_view rest_;
};

}  // namespace

bool is_one_document(std::string_view text) {
    Reading reading(text);
    return text.starts_with('{') && reading.value() && reading.is_at_end();
}

}  // namespace sealwright::cli_test
