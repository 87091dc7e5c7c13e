// Stable error codes of http (2200, 3380): requests we do not read, certificates, the listener.
// Process: front, agent, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec http_head_too_big{2200,
                                             "http-head-too-big",
                                             "the request's head is over 8 KiB",
                                             "send fewer or shorter header fields"};
inline constexpr ErrorSpec http_line_ending{2201,
                                            "http-line-ending",
                                            "a line of the request's head does not end with CR LF",
                                            "use an HTTP/1.1 client; nothing was read"};
inline constexpr ErrorSpec http_byte{2202,
                                     "http-byte",
                                     "the request's head has a byte that is not printable ASCII",
                                     "use an HTTP/1.1 client; nothing was read"};
inline constexpr ErrorSpec http_request_line{
    2203,
    "http-request-line",
    "the request line is not a method, a path and a version with one space between them",
    "use an HTTP/1.1 client; nothing was read"};
inline constexpr ErrorSpec http_method{
    2204, "http-method", "the method is not PUT, POST or GET", "use PUT, as the vault does"};
inline constexpr ErrorSpec http_version{
    2205, "http-version", "the version is not HTTP/1.1", "let the client speak HTTP/1.1"};
inline constexpr ErrorSpec http_target{
    2206,
    "http-target",
    "the path is not made of plain segments",
    "use letters, digits and . _ ~ - only, without query, %, // or dot segments"};
inline constexpr ErrorSpec http_host{2207,
                                     "http-host",
                                     "the request does not have exactly one valid Host field",
                                     "send one Host field"};
inline constexpr ErrorSpec http_content_length{
    2208,
    "http-content-length",
    "Content-Length is not there once, as a plain number",
    "send one Content-Length with digits only"};
inline constexpr ErrorSpec http_transfer_encoding{2209,
                                                  "http-transfer-encoding",
                                                  "the request has a Transfer-Encoding",
                                                  "send the body with a Content-Length"};
inline constexpr ErrorSpec http_folded{2210,
                                       "http-folded",
                                       "a header field is folded over several lines",
                                       "send each header field in one line"};
inline constexpr ErrorSpec http_field{2211,
                                      "http-field",
                                      "a header field is not a name, a colon and a value",
                                      "use an HTTP/1.1 client; nothing was read"};
inline constexpr ErrorSpec http_fields_too_many{2212,
                                                "http-fields-too-many",
                                                "the request has more than 64 header fields",
                                                "send fewer header fields"};
inline constexpr ErrorSpec http_body_too_big{
    2213,
    "http-body-too-big",
    "the request's body is over 64 KiB, or over 200 KiB at a route for people",
    "send a smaller body; the vault's own are below 1 KiB"};
inline constexpr ErrorSpec http_body_unexpected{
    2214, "http-body-unexpected", "a GET request announces a body", "send GET without a body"};
inline constexpr ErrorSpec http_expect{2215,
                                       "http-expect",
                                       "the request waits for an interim answer or an upgrade",
                                       "send it without Expect and Upgrade"};
inline constexpr ErrorSpec http_route_unknown{
    2216,
    "http-route-unknown",
    "nothing is served at this path",
    "set mount_path and key_name as `sealwright vault seal-config` prints them"};
inline constexpr ErrorSpec http_method_elsewhere{
    2217,
    "http-method-elsewhere",
    "this path is not served for this method",
    "use PUT for the seal, POST for people and nodes, GET for /healthz and /v1/openapi.json"};

inline constexpr ErrorSpec http_answer_line{
    2218,
    "http-answer-line",
    "the answer does not begin with HTTP/1.1 and a final status",
    "check that the address is one of the service's listeners, with nothing in front of it"};
inline constexpr ErrorSpec http_unreachable{
    2219,
    "http-unreachable",
    "the service cannot be reached, or TLS with it fails",
    "check the address, the network, and the authority if one is configured"};
inline constexpr ErrorSpec http_certificate_unreadable{
    2220,
    "http-certificate-unreadable",
    "a certificate or its key cannot be read, or they do not belong together",
    "check the two PEM files and that this user may read them"};
inline constexpr ErrorSpec http_certificate_unwritable{
    2221,
    "http-certificate-unwritable",
    "a certificate or its key cannot be written",
    "check the folder, its owner and the disk; an authority that exists is never replaced"};
inline constexpr ErrorSpec http_certificate_name{
    2222,
    "http-certificate-name",
    "a name for the service's certificate is not a DNS name or an IP address",
    "correct `names` in the configuration"};
inline constexpr ErrorSpec http_openssl{2223,
                                        "http-openssl",
                                        "OpenSSL refused an operation",
                                        "check the installed OpenSSL 3 and its configuration file"};
inline constexpr ErrorSpec http_listener{2224,
                                         "http-listener",
                                         "the listening socket does not work",
                                         "start the service with sealwrightd, which opens it"};
inline constexpr ErrorSpec http_peer_gone{2225,
                                          "http-peer-gone",
                                          "the client went away or was too slow",
                                          "look at the network between the vault and the service"};
inline constexpr ErrorSpec http_handshake{
    2226,
    "http-handshake",
    "a TLS handshake failed",
    "the client must speak TLS 1.3 and HTTP/1.1 and trust the service's authority"};

inline constexpr ErrorSpec http_other_sender{
    2227,
    "http-other-sender",
    "a local connection was used by another process or user than the one that made it",
    "find out who handed the vault's socket on; the connection is closed and nothing was answered"};

inline constexpr ErrorSpec http_bodies_too_many{
    3380,
    "http-bodies-too-many",
    "as many bodies over 64 KiB are here as may be, or as may be of one address",
    "send it again in a moment"};

}  // namespace sealwright::errors
