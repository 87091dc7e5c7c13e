#include "fake_service.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace sealwright::fake {
namespace {

constexpr int patience_ms = 10'000;

// Says once that it is ready, on the descriptor that follows its listening socket, and never again.
const std::string sleeper = R"(#!/bin/sh
echo "NAME $$" >> FOLDER/starts
printf 'READY=1' >&4
exec sleep 600
)";

const std::string keeper = R"(#!/usr/bin/python3
import os, socket, time
with open("FOLDER/starts", "a") as file: file.write(f"keeper {os.getpid()}\n")
link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
link.connect("FOLDER/handover")
socket.send_fds(link, [b"control"], [3])
time.sleep(600)
)";

// Listening again makes the kernel name this process, not sealwrightd, as the socket's peer.
const std::string token = R"(#!/usr/bin/python3
import os, socket, sys
listener = socket.socket(fileno=3)
listener.listen(8)
listener.setblocking(True)
with open("FOLDER/starts", "a") as file: file.write(f"token {os.getpid()}\n")
if os.path.exists("FOLDER/token-exit"): sys.exit(int(open("FOLDER/token-exit").read()))
kept = []
while True: kept.append(listener.accept())
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto place = text.find(from); place != std::string::npos; place = text.find(from)) {
        text.replace(place, from.size(), to);
    }
    return text;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::uint16_t free_port() {
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin_port);
}

Descriptor listen_for_keepers(const std::string& path) {
    Descriptor socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(socket.number(), 8) == 0);
    return socket;
}

void wait_readable(int number) {
    pollfd watched{number, POLLIN, 0};
    REQUIRE(::poll(&watched, 1, patience_ms) == 1);
}

// Whose command line names a program of `folder`, also those that have said nothing yet.
std::vector<int> running_below(const std::string& folder) {
    std::vector<int> pids;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto words = read_file("/proc/" + name + "/cmdline");
        if (words.find(folder + "/sealwright-") == std::string::npos) continue;
        pids.push_back(std::stoi(name));
    }
    return pids;
}

config::Token token_named(const std::string& name) {
    config::Token result;
    result.name = name;
    result.module = "/usr/lib/none.so";
    result.label = name;
    result.user = ::geteuid();
    result.pin = config::PinSource::descriptor;
    return result;
}

}  // namespace

FakeService::FakeService() {
    char path[] = "/tmp/sealwright-fake-XXXXXX";
    REQUIRE(::mkdtemp(path) != nullptr);
    folder = path;
    for (const auto* name : {"depot", "front"}) {
        write("sealwright-" + std::string(name), replaced(sleeper, "NAME", name));
    }
    write("sealwright-keeper", keeper);
    write("sealwright-token", token);
    config.environment = "test";
    config.owner = "tests";
    config.state = folder + "/state";
    config.run = folder + "/run";
    config.front_uid = config.keeper_uid = config.depot_uid = config.verifier_uid = ::geteuid();
    config.operators_gid = ::getegid();
    config.listen_address = "127.0.0.1";
    config.listen_port = free_port();
    config.names = {"localhost"};
    config.certificate = folder + "/server.pem";
    config.key = folder + "/server.pem";
    config.token_group = "main";
    config.threshold = 1;
    config.tokens = {token_named("a")};
    handover_ = listen_for_keepers(folder + "/handover");
}

FakeService::~FakeService() {
    if (daemon_ != 0) {
        signal(SIGTERM);
        wait_for_end();
    }
    for (const auto pid : running_below(folder)) ::kill(pid, SIGKILL);
    std::filesystem::remove_all(folder);
}

void FakeService::use_other_users() {
    config.front_uid = 64101;
    config.keeper_uid = 64102;
    config.depot_uid = 64103;
    config.verifier_uid = 64104;
    config.tokens[0].user = 64111;
    // What the fakes themselves need.
    write("starts", "");
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        ::chmod(entry.path().c_str(), 0777);
    }
    ::chmod(folder.c_str(), 0711);
}

void FakeService::start() {
    std::ofstream file(folder + "/compiled", std::ios::binary);
    const auto bytes = config::compile(config);
    file << text_of(bytes);
    file.close();
    daemon_ = ::fork();
    if (daemon_ != 0) return;
    const auto log = ::open((folder + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    if (!notify_socket.empty()) ::setenv("NOTIFY_SOCKET", notify_socket.c_str(), 1);
    const auto compiled = folder + "/compiled";
    ::execl(SEALWRIGHT_PROGRAMS "/sealwrightd",
            "sealwrightd",
            "--config",
            compiled.c_str(),
            units ? "--units" : "--programs",
            units ? nullptr : folder.c_str(),
            nullptr);
    ::_exit(127);
}

FakeService::End FakeService::start_and_wait() {
    const auto earlier = daemon_;
    const auto read_already = read_file(folder + "/log").size();
    start();
    const auto code = wait_for_end();
    daemon_ = earlier;
    return {code, read_file(folder + "/log").substr(read_already)};
}

void FakeService::signal(int number) const {
    ::kill(daemon_, number);
}

int FakeService::wait_for_end() {
    int status = 0;
    ::waitpid(daemon_, &status, 0);
    daemon_ = 0;
    control_.close();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::vector<int> FakeService::starts(const std::string& program) const {
    std::vector<int> pids;
    std::istringstream lines(read_file(folder + "/starts"));
    std::string name;
    for (int pid = 0; lines >> name >> pid;) {
        if (name == program) pids.push_back(pid);
    }
    return pids;
}

int FakeService::wait_for_start(const std::string& program, std::size_t count) {
    REQUIRE_MESSAGE(eventually([&] { return starts(program).size() >= count; }), program);
    return starts(program).back();
}

void FakeService::write(const std::string& name, const std::string& text) const {
    const auto path = folder + "/" + name;
    std::ofstream(path) << replaced(text, "FOLDER", folder);
    REQUIRE(::chmod(path.c_str(), 0700) == 0);
}

std::string FakeService::log() const {
    return read_file(folder + "/log");
}

bool FakeService::exists(const std::string& path) const {
    return std::filesystem::exists(folder + "/" + path);
}

supervise::Settings FakeService::play_keeper() {
    wait_readable(handover_.number());
    const Descriptor link(::accept4(handover_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    wait_readable(link.number());
    auto packet = ipc::receive_packet(link.number());
    REQUIRE(packet.ok());
    REQUIRE(packet->has_value());
    control_ = std::move((*packet)->descriptor);
    REQUIRE(control_.is_open());
    const auto first = receive();
    wire::Reader reader(first.bytes);
    REQUIRE(reader.u16() == supervise::Settings::type);
    auto settings = supervise::Settings::read(reader);
    REQUIRE(reader.finish().ok());
    return settings;
}

Given FakeService::ask(supervise::PeerKind kind, const std::string& name) {
    send(supervise::PeerAsk{kind, name});
    auto packet = receive();
    wire::Reader reader(packet.bytes);
    REQUIRE(reader.u16() == supervise::Given::type);
    auto message = supervise::Given::read(reader);
    REQUIRE(reader.finish().ok());
    return {std::move(message), std::move(packet.descriptor)};
}

void FakeService::be_alive(supervise::KeeperPhase phase, std::uint8_t tokens_logged_in) {
    send(supervise::Alive{phase, tokens_logged_in});
}

void FakeService::wish(const std::string& name, bool run) {
    send(supervise::TokenWish{name, run});
}

ipc::Packet FakeService::receive() {
    wait_readable(control_.number());
    auto packet = ipc::receive_packet(control_.number());
    REQUIRE(packet.ok());
    REQUIRE(packet->has_value());
    return std::move(**packet);
}

template <class Message>
void FakeService::send(const Message& message) {
    wire::Writer writer;
    writer.u16(Message::type);
    message.write(writer);
    REQUIRE(ipc::send_packet(control_.number(), writer.view()).ok());
}

bool eventually(const std::function<bool()>& condition) {
    for (int waited_ms = 0; waited_ms < patience_ms; waited_ms += 20) {
        if (condition()) return true;
        sleep_ms(20);
    }
    return condition();
}

bool is_alive(int pid) {
    const auto status = read_file("/proc/" + std::to_string(pid) + "/stat");
    return !status.empty() && status.find(") Z ") == std::string::npos;
}

void sleep_ms(unsigned milliseconds) {
    const timespec time{static_cast<time_t>(milliseconds / 1000),
                        static_cast<long>(milliseconds % 1000) * 1'000'000};
    ::nanosleep(&time, nullptr);
}

}  // namespace sealwright::fake
