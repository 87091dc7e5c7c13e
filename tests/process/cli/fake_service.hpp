// FakeService: an operator socket that answers what a test wrote down, and the real `sealwright`
// program run against it. One thread: the service is served while the program runs.
#pragma once

#include "sealwright/claims/refusal.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/operate/messages.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sealwright::cli_test {

struct Ran {
    int exit = -1;
    std::string out;
    std::string talk;
};

// A folder of a test's own, which goes with it.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
    void write(const std::string& name, const std::string& text) const;
    [[nodiscard]] std::string read(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;

private:
    std::string path_;
};

struct Reply {
    std::uint16_t type = 0;
    WipedBytes body;
};
template <class Answer>
Reply reply(const Answer& answer) {
    return {Answer::type, wire::encode(answer)};
}
Reply refuse(std::uint16_t code, const std::string& sentence, const std::string& remedy);

class FakeService {
public:
    FakeService();

    template <class Ask>
    void on(std::function<Reply(const Ask&)> make) {
        replies_[Ask::type] = [this, make](View body) {
            auto ask = wire::decode<Ask>(body);
            check(ask.ok());
            asked_.push_back(Ask::type);
            return make(*ask);
        };
    }
    template <class Ask>
    void on(const Reply& fixed) {
        on<Ask>([fixed](const Ask&) { return fixed; });
    }

    // The types of all asks, in order.
    [[nodiscard]] const std::vector<std::uint16_t>& asked() const { return asked_; }
    [[nodiscard]] const Folder& folder() const { return folder_; }
    [[nodiscard]] std::string socket() const { return folder_.path("operator.sock"); }

    Ran run(std::vector<std::string> words, const std::string& input = "");
    Ran run_json(std::vector<std::string> words);
    // The same with SEALWRIGHT_SOCKET instead of --socket.
    Ran run_by_variable(const std::vector<std::string>& words);
    // Accepts and answers whatever is there now.
    void serve();

private:
    Folder folder_;
    Descriptor listener_;
    std::vector<std::unique_ptr<ipc::Connection>> connections_;
    std::map<std::uint16_t, std::function<Reply(View)>> replies_;
    std::vector<std::uint16_t> asked_;
};

// The built program with `words`, without a service of the test's unless they name one.
Ran run_program(const std::vector<std::string>& words, const std::string& input = "");

std::string program();

}  // namespace sealwright::cli_test
