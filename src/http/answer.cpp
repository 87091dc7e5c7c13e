#include "answer.hpp"

#include <string>

namespace sealwright::http {
namespace {

constexpr std::size_t head_size_expected = 256;

std::string_view reason_of(std::uint16_t status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 429:
            return "Too Many Requests";
        case 503:
            return "Service Unavailable";
    }
    return "Answer";
}

std::string_view name_of(Media media) {
    switch (media) {
        case Media::json:
            return "application/json";
        case Media::problem:
            return "application/problem+json";
        case Media::metrics:
            return "text/plain; version=0.0.4; charset=utf-8";
        case Media::bytes:
            return "application/octet-stream";
    }
    return {};
}

void append(WipedBytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

void write_head(WipedBytes& out, std::uint16_t status, Media media, std::size_t size, After after) {
    std::string head = "HTTP/1.1 " + std::to_string(status) + " ";
    head += reason_of(status);
    head += "\r\nContent-Type: ";
    head += name_of(media);
    // RFC 9110 section 15.5.2 wants a challenge; what makes one known is in the body.
    if (status == 401) head += "\r\nWWW-Authenticate: Signed-Question";
    head += "\r\nCache-Control: no-store\r\nContent-Length: ";
    head += std::to_string(size);
    head += after == After::close ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n";
    out.reserve(out.size() + head.size());
    append(out, head);
}

void write_answer(WipedBytes& out, std::uint16_t status, Media media, View body, After after) {
    out.reserve(out.size() + head_size_expected + body.size());
    write_head(out, status, media, body.size(), after);
    out.insert(out.end(), body.begin(), body.end());
}

void write_stream(WipedBytes& out, View first) {
    append(out,
           "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
           "Connection: close\r\n\r\n");
    out.insert(out.end(), first.begin(), first.end());
}

}  // namespace sealwright::http
