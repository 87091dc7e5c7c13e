#include "wrapping.hpp"

#include "errors.hpp"

namespace sealwright::keeper {
namespace {

using threshold::Label;

constexpr std::uint32_t service_key_version = 1;

}  // namespace

Subject subject_of_service() {
    return {Label::Purpose::service_key, {}, {}, service_key_version};
}

Subject subject_of(const Vault& vault) {
    return {Label::Purpose::data_key, vault.id, vault.name, vault.data_key_version};
}

Label label_of(const Installation& installation,
               const Subject& subject,
               const Digest& group,
               std::uint64_t wall_ms) {
    Label label;
    label.installation = installation.id;
    label.environment = installation.provenance.environment;
    label.purpose = subject.purpose;
    label.vault = subject.vault;
    label.vault_name = subject.vault_name;
    label.version = subject.version;
    label.created_ms = wall_ms;
    label.group = group;
    return label;
}

Result<Addressee> addressee_of(const Custody& custody,
                               const KeptCeremony& staged,
                               const Keyring& keyring) {
    const auto key = custody.made_in(staged).key();
    TRY(pepper, keyring.open_pepper(key.id(), staged.pepper));
    return Addressee{key, std::move(pepper)};
}

Result<std::vector<Addressee>> addressees(const State& state, const Keyring& keyring) {
    std::vector<Addressee> all;
    if (state.custody.group) {
        const auto group = state.custody.group->read_group();
        TRY(pepper, keyring.open_pepper(group.key().id(), state.custody.group->pepper));
        all.push_back({group.key(), std::move(pepper)});
    }
    const auto* open = state.custody.open();
    if (open != nullptr && open->is_staged()) {
        TRY(staged, addressee_of(state.custody, *open, keyring));
        all.push_back(std::move(staged));
    }
    return all;
}

// Checked as a custodian would check it, before it stands in for a key.
Result<void> wrap(Draft& draft,
                  const Addressee& to,
                  const Subject& subject,
                  const hsm::client::SharedKey& key,
                  std::uint64_t wall_ms,
                  Random& random) {
    const auto label = label_of(*draft.state().installation, subject, to.key.id(), wall_ms);
    TRY(ciphertext, threshold::Tdh2::seal(to.key, label, to.pepper, key, random));
    TRY(threshold::check_sealed(to.key, label.bytes(), ciphertext));
    draft.put_wrap(wrap_row(to.key.id(), label), {label.bytes(), ciphertext.bytes()});
    return done;
}

Result<void> wrap_to_all(Draft& draft,
                         Core& core,
                         const Subject& subject,
                         const hsm::client::SharedKey& key) {
    TRY(all, addressees(draft.state(), core.keyring()));
    const auto wall_ms = core.now().wall_ms;
    for (const auto& to : all) TRY(wrap(draft, to, subject, key, wall_ms, core.random()));
    return done;
}

}  // namespace sealwright::keeper
