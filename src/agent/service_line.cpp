#include "service_line.hpp"

#include <utility>

namespace sealwright::agent {
namespace {

std::string_view target_of(session::Step step) {
    switch (step) {
        case session::Step::begin:
            return "/v1/node/begin";
        case session::Step::finish:
            return "/v1/node/finish";
        case session::Step::ask:
            return "/v1/node/ask";
    }
    return "/v1/node/ask";
}

class NetworkLine final : public ServiceLine {
public:
    NetworkLine(std::unique_ptr<http::Client> client, http::ServiceAddress address)
        : client_(std::move(client)), address_(std::move(address)) {}

    http::Awaitable<Result<void>> connect(std::chrono::milliseconds limit) override {
        return client_->connect(address_, limit);
    }
    http::Awaitable<Result<http::Answer>> send(session::Step step,
                                               View body,
                                               std::chrono::milliseconds limit) override {
        return client_->post(target_of(step), body, limit);
    }
    [[nodiscard]] bool is_open() const override { return client_->is_open(); }
    void close() override { client_->close(); }

private:
    std::unique_ptr<http::Client> client_;
    http::ServiceAddress address_;
};

}  // namespace

std::unique_ptr<ServiceLine> ServiceLine::make(boost::asio::io_context& io,
                                               const http::ClientTls& tls,
                                               const config::ServiceAt& at) {
    if (at.is_local()) return make_local_line(io, at.host);
    return std::make_unique<NetworkLine>(tls.client(io), http::ServiceAddress{at.host, at.port});
}

}  // namespace sealwright::agent
