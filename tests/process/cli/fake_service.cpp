#include "fake_service.hpp"

#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sealwright/journal/start.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace sealwright::cli_test {
namespace {

constexpr int steps_max = 6000;  // Of 5 ms each.

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Streams {
    std::string in;
    std::string out;
    std::string talk;
};

[[noreturn]] void become(const std::vector<std::string>& words,
                         const Streams& streams,
                         const std::string& socket_variable) {
    const auto redirect = [](const std::string& path, int flags, int to) {
        const auto file = ::open(path.c_str(), flags, 0600);
        if (file < 0 || ::dup2(file, to) < 0) ::_exit(126);
    };
    redirect(streams.in, O_RDONLY, 0);
    redirect(streams.out, O_WRONLY | O_CREAT | O_TRUNC, 1);
    redirect(streams.talk, O_WRONLY | O_CREAT | O_TRUNC, 2);
    std::vector<char*> arguments;
    auto all = words;
    all.insert(all.begin(), program());
    for (auto& word : all) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    // No terminal, so that nothing can ask there.
    ::setsid();
    ::unsetenv("SEALWRIGHT_SOCKET");
    if (!socket_variable.empty()) ::setenv("SEALWRIGHT_SOCKET", socket_variable.c_str(), 1);
    ::execv(program().c_str(), arguments.data());
    ::_exit(127);
}

Ran run_with(FakeService* service,
             const std::vector<std::string>& words,
             const std::string& input,
             const std::string& socket_variable = "") {
    const Folder folder;
    folder.write("in", input);
    const Streams streams{folder.path("in"), folder.path("out"), folder.path("talk")};
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) become(words, streams, socket_variable);
    int status = 0;
    for (int step = 0; ::waitpid(child, &status, WNOHANG) == 0; ++step) {
        REQUIRE(step < steps_max);
        if (service != nullptr) service->serve();
        ::usleep(service != nullptr ? 1000 : 5000);
    }
    REQUIRE(WIFEXITED(status));
    return {WEXITSTATUS(status), text_of_file(streams.out), text_of_file(streams.talk)};
}

}  // namespace

Folder::Folder() {
    std::string name = "/tmp/sealwright-cli-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
}

std::string Folder::read(const std::string& name) const {
    return text_of_file(path(name));
}

bool Folder::has(const std::string& name) const {
    return std::filesystem::exists(path(name));
}

Reply refuse(std::uint16_t code, const std::string& sentence, const std::string& remedy) {
    claims::Refusal refusal;
    refusal.code = code;
    refusal.sentence = sentence;
    refusal.remedy = remedy;
    return reply(refusal);
}

FakeService::FakeService() {
    auto listener = ipc::listen_at(socket(), 0600);
    REQUIRE(listener.ok());
    listener_ = *std::move(listener);
    // A service that has archived nothing, unless a test says otherwise.
    replies_[operate::ArchivesAsk::type] = [](View) {
        return reply(operate::Archives{wire::encode_public(journal::Start{}), {}});
    };
}

void FakeService::serve() {
    auto accepted = ipc::accept(listener_.number());
    REQUIRE(accepted.ok());
    if (*accepted) {
        connections_.push_back(std::make_unique<ipc::Connection>(std::move((*accepted)->socket)));
    }
    std::erase_if(connections_, [](const auto& each) { return !each->fill().ok(); });
    for (auto& connection : connections_) {
        auto frame = connection->next();
        REQUIRE(frame.ok());
        if (!*frame) continue;
        const auto found = replies_.find((*frame)->type);
        REQUIRE_MESSAGE(found != replies_.end(), "nobody expected ask ", (*frame)->type);
        const auto answer = found->second((*frame)->body);
        connection->queue(answer.type, (*frame)->correlation, answer.body);
        REQUIRE(connection->flush().ok());
    }
}

Ran FakeService::run(std::vector<std::string> words, const std::string& input) {
    words.insert(words.begin(), {"--socket", socket()});
    return run_with(this, words, input);
}

Ran FakeService::run_json(std::vector<std::string> words) {
    words.insert(words.end(), {"--format", "json"});
    return run(std::move(words));
}

Ran FakeService::run_by_variable(const std::vector<std::string>& words) {
    return run_with(this, words, "", socket());
}

Ran run_program(const std::vector<std::string>& words, const std::string& input) {
    return run_with(nullptr, words, input);
}

std::string program() {
    return SEALWRIGHT_PROGRAMS "/sealwright";
}

}  // namespace sealwright::cli_test
