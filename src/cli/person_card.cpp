#include "person_card.hpp"

#include "answer.hpp"
#include "card.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "person_files.hpp"
#include "sealwright/ceremony/person.hpp"
#include "sealwright/hsm/card/errors.hpp"
#include "table.hpp"

#include <filesystem>
#include <system_error>

namespace sealwright::cli {
namespace {

class CardSigner final : public person::Signer {
public:
    CardSigner(std::string name, const crypto::PublicKey& key, std::unique_ptr<CardProcess> card)
        : name_(std::move(name)), key_(key), card_(std::move(card)) {}

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] const crypto::PublicKey& key() const override { return key_; }
    Result<crypto::Signature> sign(const person::Statement& statement) override {
        TRY(signature, card_->sign(statement));
        // The child has checked this too; it also ran a vendor's code.
        if (!crypto::verify(key_, statement.digest(), signature)) return errors::cli_card_other;
        return signature;
    }

private:
    std::string name_;
    crypto::PublicKey key_;
    std::unique_ptr<CardProcess> card_;
};

std::string aside_of(const std::string& path) {
    return path + ".aside";
}

// Takes away what a child has laid aside for a file that was not written in the end.
class Leftover {
public:
    explicit Leftover(const std::string& path)
        : path_(path), is_older_(file_exists(aside_of(path))) {}
    ~Leftover() {
        std::error_code ignored;  // What is left are copies that nobody needs.
        if (!is_older_ && !file_exists(path_)) {
            std::filesystem::remove_all(aside_of(path_), ignored);
        }
    }
    Leftover(const Leftover&) = delete;
    Leftover& operator=(const Leftover&) = delete;

private:
    std::string path_;
    bool is_older_;
};

// What a person should know before they type.
std::string warning_of(const hsm::Card& card) {
    switch (card.tries) {
        case hsm::PinTries::few:
            return "The card says: a wrong PIN was given before, few tries are left.\n";
        case hsm::PinTries::one:
            return "The card says: this is the last try; a wrong PIN locks it.\n";
        case hsm::PinTries::many:
        case hsm::PinTries::none:
            return "";
    }
    return "";
}

Outcome<hsm::Card> log_in(CardProcess& process, const Settings& settings) {
    TRY(card, process.look());
    const auto warning = warning_of(card);
    if (!warning.empty()) talk_now(warning);
    const auto prompt = "PIN of the card " + printable(card.label) + ": ";
    TRY(pin, read_passphrase(prompt, settings));
    TRY(logged_in, process.login(std::move(pin)));
    return std::move(logged_in);
}

}  // namespace

Outcome<std::unique_ptr<person::Signer>> new_card_key(const std::string& name,
                                                      const std::string& path,
                                                      const CardChoice& choice,
                                                      const Settings& settings) {
    const person::CardPlace place{choice.module, choice.serial, choice.variables};
    TRY(require_new(path));
    const Leftover leftover(path);
    TRY(process, CardProcess::start(place, aside_of(path)));
    TRY(card, log_in(*process, settings));
    const bool has_key = card.state == hsm::CardState::ready;
    if (choice.is_present && !has_key) return errors::card_key_absent;
    if (!choice.is_present) {
        TRY(made, process->make_key());
        card = made;
    }
    TRY(write_new_key_file(path, person::CardFile{name, card.key, place}.bytes()));
    return std::unique_ptr<person::Signer>(
        std::make_unique<CardSigner>(name, card.key, std::move(process)));
}

Outcome<std::unique_ptr<person::Signer>> open_card(const person::CardFile& file,
                                                   const std::string& path,
                                                   const Settings& settings) {
    TRY(process, CardProcess::start(file.place, aside_of(path)));
    TRY(card, log_in(*process, settings));
    if (card.state != hsm::CardState::ready) {
        return Error(errors::card_key_absent, {fact("serial", card.serial)});
    }
    if (card.key != file.key) {
        return Error(errors::cli_card_other,
                     {fact("on the card", ceremony::key_text(card.key)),
                      fact("in the file", ceremony::key_text(file.key))});
    }
    return std::unique_ptr<person::Signer>(
        std::make_unique<CardSigner>(file.name, file.key, std::move(process)));
}

}  // namespace sealwright::cli
