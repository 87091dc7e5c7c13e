#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"

#include <doctest/doctest.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

using namespace sealwright;
using namespace sealwright::ipc;

namespace {

std::pair<Descriptor, Descriptor> pair_of_ends() {
    auto pair = packet_pair();
    REQUIRE(pair);
    return *std::move(pair);
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    auto* folder = ::opendir("/proc/self/fd");
    REQUIRE(folder != nullptr);
    while (::readdir(folder) != nullptr) ++count;
    ::closedir(folder);
    return count;
}

// A packet with two descriptors, which send_packet cannot make.
void send_with_two(int socket, int descriptor) {
    std::uint8_t byte = 1;
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(2 * sizeof(int));
    const int both[2] = {descriptor, descriptor};
    std::memcpy(CMSG_DATA(header), both, sizeof both);
    REQUIRE(::sendmsg(socket, &message, 0) == 1);
}

}  // namespace

TEST_SUITE("ipc/packet") {
    TEST_CASE("packets keep their boundaries") {
        const auto [near, far] = pair_of_ends();
        REQUIRE(send_packet(near.number(), view_of("one")));
        REQUIRE(send_packet(near.number(), view_of("two!")));

        CHECK(text_of((*receive_packet(far.number()))->bytes) == "one");
        CHECK(text_of((*receive_packet(far.number()))->bytes) == "two!");
        CHECK_FALSE(*receive_packet(far.number()));
    }

    TEST_CASE("a descriptor arrives open, close-on-exec, and is the same file") {
        const auto [near, far] = pair_of_ends();
        const Descriptor file(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
        REQUIRE(send_packet(near.number(), view_of("take"), file.number()));

        const auto packet = receive_packet(far.number());

        REQUIRE(packet);
        REQUIRE(*packet);
        const auto number = (*packet)->descriptor.number();
        CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
        struct stat mine {};
        struct stat theirs {};
        REQUIRE(::fstat(file.number(), &mine) == 0);
        REQUIRE(::fstat(number, &theirs) == 0);
        CHECK(mine.st_rdev == theirs.st_rdev);
    }

    TEST_CASE("a packet without a descriptor has none") {
        const auto [near, far] = pair_of_ends();
        REQUIRE(send_packet(near.number(), view_of("take")));

        CHECK_FALSE((*receive_packet(far.number()))->descriptor.is_open());
    }

    TEST_CASE("a packet with two descriptors is refused and leaves none behind") {
        const auto [near, far] = pair_of_ends();
        const auto before = open_descriptors();
        send_with_two(near.number(), STDERR_FILENO);

        const auto packet = receive_packet(far.number());

        REQUIRE_FALSE(packet);
        CHECK(packet.error().is(errors::ipc_frame));
        CHECK(open_descriptors() == before);
    }

    TEST_CASE("the largest packet arrives, a larger one is refused") {
        const auto [near, far] = pair_of_ends();
        REQUIRE(send_packet(near.number(), Bytes(packet_max, 7)));
        CHECK((*receive_packet(far.number()))->bytes == Bytes(packet_max, 7));

        REQUIRE(send_packet(near.number(), Bytes(packet_max + 1, 7)));

        CHECK(receive_packet(far.number()).error().is(errors::ipc_frame));
    }

    TEST_CASE("an end that is gone is a failure for the reader and for the writer") {
        auto [near, far] = pair_of_ends();
        near.close();

        CHECK(receive_packet(far.number()).error().is(errors::ipc_closed));
        CHECK(send_packet(far.number(), view_of("x")).error().is(errors::ipc_closed));
    }

    TEST_CASE("a peer is known by its user, group and process") {
        const auto [near, far] = pair_of_ends();

        const auto peer = peer_of(near.number());

        REQUIRE(peer);
        CHECK(peer->uid == ::getuid());
        CHECK(peer->gid == ::getgid());
        CHECK(peer->pid == static_cast<std::uint32_t>(::getpid()));
        CHECK(peer_has_group(near.number(), ::getgid()));
        CHECK_FALSE(peer_has_group(near.number(), 0xfffffff0));
    }

    TEST_CASE("what is no socket has no peer and accepts nobody") {
        const Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));

        CHECK(peer_of(file.number()).error().is(errors::ipc_failed));
        CHECK_FALSE(peer_has_group(file.number(), 0));
        CHECK(ipc::accept(file.number()).error().is(errors::ipc_failed));
    }
}
