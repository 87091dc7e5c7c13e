#include "answer.hpp"

#include <string>

namespace sealwright::http {
namespace {

std::string_view reason_of(std::uint16_t status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 413:
            return "Content Too Large";
        case 503:
            return "Service Unavailable";
    }
    return "Answer";
}

void append(WipedBytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

void write_answer(
    WipedBytes& out, std::uint16_t status, std::string_view type, View body, After after) {
    std::string head = "HTTP/1.1 " + std::to_string(status) + " ";
    head += reason_of(status);
    head += "\r\nContent-Type: ";
    head += type;
    head += "\r\nCache-Control: no-store\r\nContent-Length: ";
    head += std::to_string(body.size());
    head += after == After::close ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n";
    out.reserve(out.size() + head.size() + body.size());
    append(out, head);
    out.insert(out.end(), body.begin(), body.end());
}

}  // namespace sealwright::http
