#include "sealwright/http/problem.hpp"

namespace sealwright::http {

std::string problem(const Error& error) {
    const auto text =
        error.sentence() + "; " + error.spec().remedy + " (E" + std::to_string(error.code()) + ")";
    std::string json = R"({"errors":[")";
    for (const char letter : text) {
        // Facts are printable ASCII already (PublicText), so these two are all that JSON escapes.
        if (letter == '"' || letter == '\\') json += '\\';
        json += letter;
    }
    return json + R"("]})";
}

}  // namespace sealwright::http
