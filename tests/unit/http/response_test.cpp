#include "sealwright/http/errors.hpp"
#include "sealwright/http/strict.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sealwright;

namespace {

std::string head_with(const std::string& fields) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n";
}

bool is_refused(const std::string& head, const ErrorSpec& why) {
    const auto read = http::check_answer_head(head);
    return !read && read.error().is(why);
}

}  // namespace

TEST_SUITE("http/answer") {
    TEST_CASE("an answer of ours is read") {
        const auto read = http::check_answer_head(
            head_with("Content-Type: application/json\r\nContent-Length: 12\r\n"));

        REQUIRE(read.ok());
        CHECK(read->status == 200);
        CHECK(read->content_length == 12);
        CHECK(read->keep_alive);
    }

    TEST_CASE("any word about the connection but keep-alive ends it") {
        CHECK_FALSE(http::check_answer_head(head_with("Content-Length: 0\r\nConnection: close\r\n"))
                        ->keep_alive);
    }

    TEST_CASE("an answer in JSON may be longer than one of ours, and not without end") {
        const auto long_one = head_with("Content-Length: 5242880\r\n");
        const auto too_long = head_with("Content-Length: 5242881\r\n");

        CHECK(http::check_answer_head(long_one, http::json_answer_size_max).ok());
        CHECK_FALSE(http::check_answer_head(too_long, http::json_answer_size_max).ok());
        CHECK(is_refused(long_one, errors::http_body_too_big));
    }

    TEST_CASE("an answer that two readers could take for different ones is refused") {
        using namespace errors;
        CHECK(is_refused(head_with(""), http_content_length));
        CHECK(is_refused(head_with("Content-Length: 1\r\nContent-Length: 1\r\n"),
                         http_content_length));
        CHECK(is_refused(head_with("Content-Length: +1\r\n"), http_content_length));
        CHECK(is_refused(head_with("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
                         http_transfer_encoding));
        CHECK(is_refused(head_with("Content-Length: 1\r\nX: 1\r\n folded\r\n"), http_folded));
        CHECK(is_refused(head_with("Content-Length: 163841\r\n"), http_body_too_big));
        CHECK(is_refused("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", http_answer_line));
        CHECK(is_refused("HTTP/1.1 100 Continue\r\nContent-Length: 1\r\n\r\n", http_answer_line));
        CHECK(is_refused("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", http_answer_line));
        CHECK(is_refused("HTTP/1.1 2000 OK\r\nContent-Length: 1\r\n\r\n", http_answer_line));
        CHECK(is_refused("\r\n\r\n", http_answer_line));
    }
}
