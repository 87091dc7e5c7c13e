// What our reader makes of streams of bytes, for a comparison with another's reader: each stream
// comes on stdin behind its size (four bytes, most significant first) and gives one line on stdout.
//
// The line has one entry a request, then how the stream ends, separated by tabs:
// `METHOD TARGET LENGTH CONSUMED keep|close`, CONSUMED counting from the start of the stream; then
// `refused CODE`, `unfinished`, `closed` or `end`. It reads on as a Connection does: nothing after
// a refusal or a request that ends the connection.
#include "sealwright/http/strict.hpp"

#include <iostream>
#include <string>

namespace sealwright {
namespace {

constexpr std::size_t stream_size_max = std::size_t{1} << 20U;

std::string_view name_of(http::Method method) {
    switch (method) {
        case http::Method::get:
            return "GET";
        case http::Method::post:
            return "POST";
        case http::Method::put:
            return "PUT";
    }
    return "unknown";
}

// Appends one entry; the size of what was read, or nothing when the stream is over.
std::optional<std::size_t> read_one(View rest, std::size_t before, std::string& line) {
    if (rest.empty()) {
        line += "end";
        return std::nullopt;
    }
    const auto size = http::head_size(rest, 0);
    const auto head = size && *size ? http::check_head(text_of(rest.first(**size)))
                      : size        ? Result<http::Head>(errors::nothing_yet)
                                    : Result<http::Head>(size.error());
    const bool is_partial =
        size && (!*size || (head && rest.size() < **size + head->content_length));
    if (is_partial) {
        line += "unfinished";
        return std::nullopt;
    }
    if (!head) {
        line += "refused " + std::to_string(head.error().code());
        return std::nullopt;
    }
    const auto whole = **size + head->content_length;
    line += std::string(name_of(head->method)) + " " + std::string(head->target) + " " +
            std::to_string(head->content_length) + " " + std::to_string(before + whole) +
            (head->keep_alive ? " keep\t" : " close\tclosed");
    if (!head->keep_alive) return std::nullopt;
    return whole;
}

std::string verdict_on(View stream) {
    std::string line;
    std::size_t consumed = 0;
    for (;;) {
        const auto read = read_one(stream.subspan(consumed), consumed, line);
        if (!read) return line;
        consumed += *read;
    }
}

bool read_exactly(std::string& bytes, std::size_t size) {
    bytes.resize(size);
    return static_cast<bool>(std::cin.read(bytes.data(), static_cast<std::streamsize>(size)));
}

}  // namespace
}  // namespace sealwright

int main() {
    std::string bytes;
    while (sealwright::read_exactly(bytes, 4)) {
        std::size_t size = 0;
        for (const char byte : bytes) size = (size << 8U) | static_cast<unsigned char>(byte);
        if (size > sealwright::stream_size_max) return 2;
        if (!sealwright::read_exactly(bytes, size)) return 2;
        std::cout << sealwright::verdict_on(sealwright::view_of(bytes)) << '\n';
    }
    return 0;
}
