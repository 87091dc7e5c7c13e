// What the strict reader accepts must be a form in which no second reader can find another request.
#include "sealwright/core/result.hpp"
#include "sealwright/http/strict.hpp"

#include <algorithm>
#include <string>

using namespace sealwright;

namespace {

std::string small_letters(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    return out;
}

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) {
        ++count;
    }
    return count;
}

void check_accepted(std::string_view head, const http::Head& accepted) {
    const auto text = small_letters(head);
    check(head.size() <= http::head_size_max);
    const auto body_max =
        http::is_for_people(accepted.target) ? http::people_body_size_max : http::body_size_max;
    check(accepted.content_length <= body_max);
    check(http::asks_for_people(head) == http::is_for_people(accepted.target));
    const bool is_twice =
        count_of(text, "\r\ncontent-type:") > 1 || count_of(text, "\r\nidempotency-key:") > 1;
    check(accepted.is_doubled == is_twice);
    check(head.ends_with("\r\n\r\n"));
    check(count_of(head, "\r\n\r\n") == 1);
    check(count_of(head, "\n") == count_of(head, "\r\n"));
    check(count_of(head, "\r") == count_of(head, "\r\n"));
    check(head.find('\0') == std::string_view::npos);
    check(count_of(text, "\r\nhost:") == 1);
    check(count_of(text, "\r\ncontent-length:") <= 1);
    check(count_of(text, "\r\ntransfer-encoding") == 0);
    check(count_of(text, "\r\n ") + count_of(text, "\r\n\t") == 0);
    check(accepted.target.find_first_of("%?#\\;* ") == std::string_view::npos);
    check(accepted.target.starts_with('/'));
    check(count_of(accepted.target, "//") == 0);
    const auto route = http::match_route(accepted.method, accepted.target);
    if (route) check(route->mount.size() <= http::path_part_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View bytes(data, size);
    const auto whole = http::head_size(bytes, 0);
    // Cut anywhere, it must be found all the same.
    const auto half = std::min(size / 2, http::head_size_max);
    const auto first = http::head_size(bytes.first(half), 0);
    if (first && !*first && whole) check(*http::head_size(bytes, half) == *whole);
    if (!whole || !*whole) return 0;
    const auto head = text_of(bytes.first(**whole));
    const auto accepted = http::check_head(head);
    if (accepted) check_accepted(head, *accepted);
    return 0;
}
