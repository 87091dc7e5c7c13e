// table: what a lenient parser accepts, and what we answer instead; one row a way to hide a
// request.
#include "sealwright/http/strict.hpp"

#include "sealwright/http/errors.hpp"
#include "sealwright/http/problem.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sealwright;

namespace {

const std::string line = "PUT /v1/transit/encrypt/key HTTP/1.1\r\n";
const std::string host = "Host: vault.example:8200\r\n";
const std::string end = "\r\n";

std::string put(const std::string& fields) {
    return line + host + fields + end;
}

std::string asks(const std::string& request_line) {
    return request_line + end + host + end;
}

std::string many_fields(std::size_t count) {
    std::string fields;
    for (std::size_t index = 0; index < count; ++index) fields += "X-Field: 1\r\n";
    return fields;
}

// What the server would do with these bytes: find the head, then check it.
Result<http::Head> read_head(const std::string& bytes) {
    TRY(size, http::head_size(view_of(bytes), 0));
    if (!size) return errors::nothing_yet;
    return http::check_head(std::string_view(bytes).substr(0, *size));
}

struct Row {
    const char* what;
    std::string bytes;
    const ErrorSpec* refusal;  // nullptr: accepted.
};

const std::vector<Row> rows = {
    {"the real client's request",
     "PUT /v1/transit/encrypt/autounseal HTTP/1.1\r\nHost: 127.0.0.1:28210\r\n"
     "User-Agent: Go-http-client/1.1\r\nContent-Length: 20\r\nX-Vault-Request: true\r\n"
     "X-Vault-Token: s.f29zjxsbMwOCF5vvSYYKxs25\r\nX-Vault-Namespace: ns1/\r\n"
     "Accept-Encoding: gzip\r\n\r\n",
     nullptr},
    {"blanks around a length", put("Content-Length: \t20 \r\n"), nullptr},
    {"an empty value", put("X-Empty:\r\n"), nullptr},
    {"63 fields and Host", put(many_fields(63)), nullptr},

    {"a length and an encoding",
     put("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
     &errors::http_transfer_encoding},
    {"an encoding and a length",
     put("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
     &errors::http_transfer_encoding},
    {"an unknown encoding",
     put("Transfer-Encoding: xchunked\r\n"),
     &errors::http_transfer_encoding},
    {"a list of encodings",
     put("Transfer-Encoding: chunked, identity\r\n"),
     &errors::http_transfer_encoding},
    {"an encoding in odd letters",
     put("tRANSFER-eNCODING: chunked\r\n"),
     &errors::http_transfer_encoding},
    {"an encoding on HTTP/1.0",
     "PUT /v1/a/encrypt/b HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
     &errors::http_version},
    {"two different lengths",
     put("Content-Length: 5\r\nContent-Length: 6\r\n"),
     &errors::http_content_length},
    {"two equal lengths",
     put("Content-Length: 5\r\nContent-Length: 5\r\n"),
     &errors::http_content_length},
    {"a list of lengths", put("Content-Length: 5, 5\r\n"), &errors::http_content_length},
    {"a length with plus", put("Content-Length: +5\r\n"), &errors::http_content_length},
    {"a length with minus", put("Content-Length: -1\r\n"), &errors::http_content_length},
    {"a length in hexadecimal", put("Content-Length: 0x5\r\n"), &errors::http_content_length},
    {"a length with a leading zero", put("Content-Length: 05\r\n"), &errors::http_content_length},
    {"a length that overflows",
     put("Content-Length: 18446744073709551621\r\n"),
     &errors::http_content_length},
    {"an empty length", put("Content-Length: \r\n"), &errors::http_content_length},
    {"a body over the limit", put("Content-Length: 65537\r\n"), &errors::http_body_too_big},
    {"a body of a person's ask",
     "POST /v1/acts HTTP/1.1\r\nHost: a\r\nContent-Length: 204800\r\n\r\n",
     nullptr},
    {"a body over the limit of a person's ask",
     "POST /v1/acts HTTP/1.1\r\nHost: a\r\nContent-Length: 204801\r\n\r\n",
     &errors::http_body_too_big},
    {"a body over the limit of a path that is nearly a person's",
     "POST /v1/acts/x HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n",
     &errors::http_body_too_big},
    {"a GET with a body",
     "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n",
     &errors::http_body_unexpected},

    {"a folded field", put("X-Field: one\r\n two\r\n"), &errors::http_folded},
    {"a folded first field", line + " Host: a\r\n\r\n", &errors::http_folded},
    {"a folded field by tab", put("X-Field: one\r\n\ttwo\r\n"), &errors::http_folded},
    {"a bare LF in the fields", line + "Host: a\n\r\n", &errors::http_line_ending},
    {"bare LFs all through",
     "PUT /v1/a/encrypt/b HTTP/1.1\nHost: a\n\n",
     &errors::http_line_ending},
    {"a bare CR", put("X-Field: a\rb\r\n"), &errors::http_line_ending},
    {"a NUL in a value", put(std::string("X-Field: a") + '\0' + "b\r\n"), &errors::http_byte},
    {"a byte over ASCII", put("X-Field: \xff\r\n"), &errors::http_byte},
    {"DEL", put("X-Field: \x7f\r\n"), &errors::http_byte},
    {"a blank before the colon", put("Content-Length : 5\r\n"), &errors::http_field},
    {"a field without a colon", put("X-Field\r\n"), &errors::http_field},
    {"a field without a name", put(": 5\r\n"), &errors::http_field},
    {"a name with a bracket", put("X(Field: 5\r\n"), &errors::http_field},

    {"no Host", line + end, &errors::http_host},
    {"two Hosts", put("Host: other\r\n"), &errors::http_host},
    {"an empty Host", line + "Host:\r\n\r\n", &errors::http_host},
    {"a Host with a path", line + "Host: a/b\r\n\r\n", &errors::http_host},
    {"65 fields", put(many_fields(64)), &errors::http_fields_too_many},
    {"200 fields", put(many_fields(200)), &errors::http_fields_too_many},
    {"a head over 8 KiB",
     put("X-Field: " + std::string(8192, 'a') + "\r\n"),
     &errors::http_head_too_big},
    {"an endless head", std::string(8192, 'a'), &errors::http_head_too_big},

    {"HTTP/1.9", asks("PUT /v1/a/encrypt/b HTTP/1.9"), &errors::http_version},
    {"HTTP/1.0", asks("PUT /v1/a/encrypt/b HTTP/1.0"), &errors::http_version},
    {"no version", asks("PUT /v1/a/encrypt/b"), &errors::http_request_line},
    {"HTTP/2's greeting", "PRI * HTTP/2.0\r\n\r\n", &errors::http_method},
    {"two blanks", asks("PUT  /v1/a/encrypt/b HTTP/1.1"), &errors::http_request_line},
    {"a blank at the end", asks("PUT /v1/a/encrypt/b HTTP/1.1 "), &errors::http_request_line},
    {"an empty line first", end + asks("PUT /v1/a/encrypt/b HTTP/1.1"), &errors::http_request_line},
    {"another method", asks("DELETE /v1/a/encrypt/b HTTP/1.1"), &errors::http_method},
    {"a method in small letters", asks("put /v1/a/encrypt/b HTTP/1.1"), &errors::http_method},
    {"absolute form", asks("PUT http://other/v1/a/encrypt/b HTTP/1.1"), &errors::http_target},
    {"absolute form with dots", asks("PUT http://other/a/../b HTTP/1.1"), &errors::http_target},
    {"asterisk form", asks("PUT * HTTP/1.1"), &errors::http_target},
    {"dot segments", asks("PUT /v1/a/../b/encrypt/c HTTP/1.1"), &errors::http_target},
    {"a dot segment", asks("PUT /v1/./encrypt/c HTTP/1.1"), &errors::http_target},
    {"an escape", asks("PUT /v1/a%2fencrypt/c HTTP/1.1"), &errors::http_target},
    {"an empty segment", asks("PUT /v1//encrypt/c HTTP/1.1"), &errors::http_target},
    {"a slash at the end", asks("PUT /v1/a/encrypt/c/ HTTP/1.1"), &errors::http_target},
    {"a query", asks("PUT /v1/a/encrypt/c?x=1 HTTP/1.1"), &errors::http_target},
    {"a fragment", asks("PUT /v1/a/encrypt/c#x HTTP/1.1"), &errors::http_target},
    {"a semicolon", asks("PUT /v1/a;b/encrypt/c HTTP/1.1"), &errors::http_target},
    {"a backslash", asks("PUT /v1\\a/encrypt/c HTTP/1.1"), &errors::http_target},

    {"Expect", put("Expect: 100-continue\r\nContent-Length: 5\r\n"), &errors::http_expect},
    {"an upgrade", put("Connection: Upgrade\r\nUpgrade: h2c\r\n"), &errors::http_expect},
};

}  // namespace

TEST_SUITE("http/strict") {
    TEST_CASE("each way to hide a request is refused under its own name") {
        for (const auto& row : rows) {
            CAPTURE(row.what);
            const auto head = read_head(row.bytes);

            REQUIRE(head.ok() == (row.refusal == nullptr));
            if (row.refusal != nullptr) CHECK(head.error().code() == row.refusal->code);
        }
    }

    TEST_CASE("the real client's request gives method, path and length") {
        const auto head = read_head(rows.front().bytes);

        REQUIRE(head.ok());
        CHECK(head->method == http::Method::put);
        CHECK(head->target == "/v1/transit/encrypt/autounseal");
        CHECK(head->content_length == 20);
        CHECK(head->keep_alive);
    }

    TEST_CASE("Connection: close is heard, and so is anything that is not keep-alive") {
        CHECK_FALSE(read_head(put("Connection: close\r\n"))->keep_alive);
        CHECK_FALSE(read_head(put("Connection: keep-alive, X-Field\r\n"))->keep_alive);
        CHECK(read_head(put("connection: Keep-Alive\r\n"))->keep_alive);
    }

    TEST_CASE("a head that comes byte by byte is the head that comes at once") {
        for (const auto& row : rows) {
            CAPTURE(row.what);
            const auto whole = http::head_size(view_of(row.bytes), 0);
            Result<std::optional<std::size_t>> dripped = std::optional<std::size_t>();

            for (std::size_t size = 0; size < row.bytes.size(); ++size) {
                dripped = http::head_size(view_of(row.bytes).first(size + 1), size);
                if (!dripped || *dripped) break;
            }

            REQUIRE(dripped.ok() == whole.ok());
            if (whole) CHECK(*dripped == *whole);
            if (!whole) CHECK(dripped.error().code() == whole.error().code());
        }
    }

    TEST_CASE("a head ends at its empty line, whatever follows") {
        const auto head = put("Content-Length: 3\r\n");

        const auto size = http::head_size(view_of(head + "abcPUT /"), 0);

        REQUIRE(size.ok());
        CHECK(*size == head.size());
    }

    TEST_CASE("every head cut short is either unfinished or refused, never accepted") {
        const auto& whole = rows.front().bytes;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CHECK_FALSE(http::check_head(std::string_view(whole).substr(0, size)).ok());
        }
    }

    TEST_CASE("a problem is JSON whatever its facts hold") {
        const Error error(errors::http_target, {fact("path", "a\"b\\c\n")});

        CHECK(http::problem(error).find(R"((path=a\"b\\c?))") != std::string::npos);
        CHECK(http::problem(error).ends_with(R"_((E2206)"]})_"));
    }

    TEST_CASE("what a request says of itself is taken once, and twice is told") {
        std::string head;  // What is found in it are views of it.
        const auto said = [&head](const std::string& fields) {
            head = "POST /v1/acts HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
            return http::check_head(head);
        };

        const auto once = said("Content-Type: application/json\r\nIDEMPOTENCY-key: ab\r\n");
        REQUIRE(once.ok());
        CHECK(once->content_type == "application/json");
        CHECK(once->idempotency_key == "ab");
        CHECK_FALSE(once->is_doubled);
        CHECK(said("Content-Type:\r\ncontent-type: a/b\r\n")->is_doubled);
        CHECK(said("Idempotency-Key: a\r\nIdempotency-Key: a\r\n")->is_doubled);
    }

    TEST_CASE("a refused head is known as a person's by its first line alone") {
        CHECK(http::asks_for_people("POST /v1/acts HTTP/1.1\r\nHost : a\r\n"));
        CHECK(http::asks_for_people("DELETE /v1/events HTTP/1.0\r\n"));
        CHECK(http::asks_for_people("PUT /v1/queries/status HTTP/1.1\r\n"));
        for (const auto* head : {"",

                                 "POST  /v1/acts HTTP/1.1\r\n",
                                 "PUT /v1/transit/encrypt/key HTTP/1.1\r\n",
                                 "\xff\xff"}) {
            CAPTURE(head);
            CHECK_FALSE(http::asks_for_people(head));
        }
    }

    TEST_CASE("a problem for people is JSON of one form, whatever its words are") {
        CHECK(http::problem_details({403, 3208, "a \"b\" \\ \n", "c"}) ==
              R"({"type":"urn:sealwright:error:3208","title":"Refused","status":403,)"
              R"("detail":"a \"b\" \\ ?","code":"E3208","remedy":"c"})");
    }
}
