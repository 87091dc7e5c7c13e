#include "sealwright/ipc/socket.hpp"

#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

using namespace sealwright;
using namespace sealwright::ipc;

namespace {

class Folder {
public:
    Folder() {
        char name[] = "/tmp/sealwright-ipc-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }

private:
    std::string path_;
};

}  // namespace

TEST_SUITE("ipc/socket") {
    TEST_CASE("who connects is accepted with its credentials") {
        const Folder folder;
        const auto listener = listen_at(folder / "a.sock", 0600);
        REQUIRE(listener);
        const auto nobody = ipc::accept(listener->number());
        REQUIRE(nobody);
        CHECK_FALSE(*nobody);

        const auto client = connect_to(folder / "a.sock");
        const auto accepted = ipc::accept(listener->number());

        REQUIRE(client);
        REQUIRE(accepted);
        REQUIRE(*accepted);
        CHECK((*accepted)->peer.pid == static_cast<std::uint32_t>(::getpid()));
        CHECK((*accepted)->peer.uid == ::getuid());
        const auto number = (*accepted)->socket.number();
        CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
        CHECK((::fcntl(number, F_GETFL) & O_NONBLOCK) != 0);
    }

    TEST_CASE("a peer of another user and group is told as such") {
        if (::getuid() != 0) return;  // Only root may become somebody else.
        const Folder folder;
        REQUIRE(::chmod((folder / ".").c_str(), 0755) == 0);
        const auto listener = listen_at(folder / "a.sock", 0666);
        REQUIRE(listener);
        const auto child = ::fork();
        if (child == 0) {
            const gid_t other = 4712;
            if (::setgroups(1, &other) != 0 || ::setgid(4711) != 0 || ::setuid(4710) != 0)
                ::_exit(1);
            const auto socket = connect_to(folder / "a.sock");
            ::_exit(socket ? 0 : 2);
        }
        int status = -1;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(status == 0);

        const auto accepted = ipc::accept(listener->number());

        REQUIRE(accepted);
        REQUIRE(*accepted);
        CHECK((*accepted)->peer.uid == 4710);
        CHECK((*accepted)->peer.gid == 4711);
        CHECK((*accepted)->peer.pid == static_cast<std::uint32_t>(child));
        CHECK(peer_has_group((*accepted)->socket.number(), 4711));
        CHECK(peer_has_group((*accepted)->socket.number(), 4712));
        CHECK_FALSE(peer_has_group((*accepted)->socket.number(), 0));
    }

    TEST_CASE("a socket has the mode that was asked for") {
        const Folder folder;
        for (const unsigned mode : {0600U, 0660U, 0666U}) {
            REQUIRE(listen_at(folder / "a.sock", mode));
            struct stat about {};
            REQUIRE(::stat((folder / "a.sock").c_str(), &about) == 0);
            CHECK((about.st_mode & 07777U) == mode);
        }
    }

    TEST_CASE("a dead socket's file is replaced") {
        const Folder folder;
        { REQUIRE(listen_at(folder / "a.sock", 0600)); }
        REQUIRE_FALSE(connect_to(folder / "a.sock"));

        const auto listener = listen_at(folder / "a.sock", 0600);

        REQUIRE(listener);
        CHECK(connect_to(folder / "a.sock").ok());
    }

    TEST_CASE("a path of 107 bytes works, one of 108 and an empty one are refused") {
        const Folder folder;
        const auto base = folder / "";
        const auto longest = base + std::string(107 - base.size(), 'a');
        const auto listener = listen_at(longest, 0600);

        REQUIRE(listener);
        CHECK(connect_to(longest).ok());
        for (const auto& path : {longest + "a", std::string()}) {
            CHECK(listen_at(path, 0600).error().is(errors::ipc_failed));
            CHECK(connect_to(path).error().is(errors::ipc_failed));
            CHECK_FALSE(std::filesystem::exists(path));
        }
    }

    TEST_CASE("a folder that is not there is named") {
        const auto refused = listen_at("/nonexistent/a.sock", 0600);

        REQUIRE_FALSE(refused);
        CHECK(refused.error().sentence().find("path=/nonexistent/a.sock") != std::string::npos);
    }
}
