#include "sealwright/policy/network.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using policy::Address;
using policy::Network;

TEST_SUITE("policy/network") {
    TEST_CASE("a network holds its first and last address and neither neighbour") {
        const auto four = *Network::parse("192.0.2.64/26");
        CHECK(four.contains(*Address::parse("192.0.2.64")));
        CHECK(four.contains(*Address::parse("192.0.2.127")));
        CHECK_FALSE(four.contains(*Address::parse("192.0.2.63")));
        CHECK_FALSE(four.contains(*Address::parse("192.0.2.128")));
        CHECK(four.last() == *Address::parse("192.0.2.127"));

        const auto six = *Network::parse("2001:db8::/33");
        CHECK(six.contains(*Address::parse("2001:db8:7fff::1")));
        CHECK_FALSE(six.contains(*Address::parse("2001:db8:8000::")));
    }

    TEST_CASE("an IPv4 address is the same in both its forms") {
        CHECK(*Address::parse("::ffff:10.1.2.3") == *Address::parse("10.1.2.3"));
        CHECK(Network::parse("10.0.0.0/8")->contains(*Address::parse("::ffff:10.1.2.3")));
        CHECK(Network::parse("::ffff:10.0.0.0/104")->str() == "10.0.0.0/8");
        CHECK_FALSE(Network::parse("0.0.0.0/0")->contains(*Address::parse("2001:db8::1")));
    }

    TEST_CASE("what is no network, or has bits behind its prefix, is none") {
        for (const auto* text : {"",
                                 "10.0.0.0",
                                 "10.0.0.0/",
                                 "10.0.0.0/33",
                                 "10.0.0.1/8",
                                 "10.0.0.0/08",
                                 "10.0.0.0/+8",
                                 "10.0.0/8",
                                 "2001:db8::1/64",
                                 "2001:db8::/129",
                                 "host/8",
                                 "10.0.0.0/8 "}) {
            CAPTURE(text);
            CHECK_FALSE(Network::parse(text));
        }
        for (const auto* text : {"0.0.0.0/0", "::/0", "10.1.2.3/32", "2001:db8::1/128"}) {
            CAPTURE(text);
            CHECK(Network::parse(text)->str() == text);
        }
    }

    TEST_CASE("a peer's address is read without its port, and not guessed") {
        CHECK(Address::of_peer("192.0.2.7:5000")->str() == "192.0.2.7");
        CHECK(Address::of_peer("[2001:db8::7]:5000")->str() == "2001:db8::7");
        for (const auto* text : {"192.0.2.7",
                                 "192.0.2.7:",
                                 "192.0.2.7:65536",
                                 "2001:db8::7:5000",
                                 "[::1]",
                                 "x:1",
                                 ":1"}) {
            CAPTURE(text);
            CHECK_FALSE(Address::of_peer(text));
        }
    }

    TEST_CASE("behind the last address is none") {
        CHECK(Address::parse("10.0.0.255")->next() == Address::parse("10.0.1.0"));
        CHECK_FALSE(Address::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")->next());
    }

    TEST_CASE("a network reads back as written; one with bits behind its prefix does not") {
        const auto network = *Network::parse("10.0.0.0/8");
        auto bytes = wire::encode_public(network);
        CHECK(*wire::decode<Network>(bytes) == network);
        bytes[15] = 1;
        CHECK_FALSE(wire::decode<Network>(bytes));
    }
}
