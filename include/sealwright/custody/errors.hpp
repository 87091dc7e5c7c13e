// Stable error codes of what custodians bring to ceremonies (3450-3499). Process: keeper, cli.
//
// Where somebody is to blame, the error has the fact `custodian`: their index.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec contribution_unreadable{
    3450,
    "contribution-unreadable",
    "a contribution is not in the form of this round, or is not its sender's",
    "ask its sender to contribute again with the same release; the others go on"};
inline constexpr ErrorSpec contribution_round{
    3451,
    "contribution-round",
    "a contribution is for another round than the one that is open",
    "look at the ceremony, and contribute to the round that it is in"};
inline constexpr ErrorSpec seats_crowded{
    3452,
    "seats-crowded",
    "one organisation, place or device would hold so many shares that it could open alone, or stop "
    "everybody",
    "choose custodians of more places: none may have more than min(k-1, n-k) of the shares"};
inline constexpr ErrorSpec recovery_plan_invalid{
    3453,
    "recovery-plan-invalid",
    "the plan of a recovery is not in its one form",
    "contribute nothing: whoever shows it runs other software"};
inline constexpr ErrorSpec pepper_wrong{
    3454,
    "pepper-wrong",
    "a custodian's pepper is not the one that was in force when the keys were sealed",
    "ask that custodian for the file of this group; the others go on"};
inline constexpr ErrorSpec custodian_file_invalid{
    3455,
    "custodian-file-invalid",
    "this is not a custodian's file, or it is torn",
    "use another copy of the file; without one its shares are lost: tell the other custodians"};
inline constexpr ErrorSpec custodian_passphrase{
    3456,
    "custodian-passphrase",
    "the passphrase does not open this custodian's file, or the file was changed",
    "try again; compare the file with another copy if it stays so"};
inline constexpr ErrorSpec custodian_effort{
    3457,
    "custodian-effort",
    "the custodian's file says that trying a passphrase costs less, or more, than it may",
    "it takes 2 to 10 passes over 64 MiB to 2 GiB; a file that says otherwise is none of ours"};
inline constexpr ErrorSpec custodian_memory{
    3458,
    "custodian-memory",
    "there is not the memory that it takes to try the passphrase of a custodian's file",
    "free some, or use a machine with more; nothing was changed"};
inline constexpr ErrorSpec custodian_passphrase_short{3459,
                                                      "custodian-passphrase-short",
                                                      "the passphrase is too short to keep shares",
                                                      "take at least 12 characters: four words do"};
inline constexpr ErrorSpec part_replaced{3460,
                                         "part-replaced",
                                         "what the service shows in your name is not what you sent",
                                         "send nothing more; tell the other custodians by voice, "
                                         "and let an operator abort the ceremony"};
inline constexpr ErrorSpec session_other{
    3461,
    "session-other",
    "the service shows another session than the one that this file committed in, or other words",
    "send nothing more; tell the other custodians by voice, and let an operator abort the "
    "ceremony"};
inline constexpr ErrorSpec epoch_old{
    3462,
    "epoch-old",
    "the group is older than one that this file has seen of the installation",
    "send nothing; whoever shows it runs from an old copy: ask the operators"};
inline constexpr ErrorSpec share_absent{
    3463,
    "share-absent",
    "the file holds no share of the group that is shown",
    "see `sealwright custodian show --file FILE`, and use the file that took part in its ceremony"};
inline constexpr ErrorSpec recovery_other{
    3464,
    "recovery-other",
    "what the recovery would open is not what its plan says, or not of your group",
    "give nothing: whoever shows it is not who they say; tell the other custodians by voice"};
inline constexpr ErrorSpec custodian_file_full{
    3465,
    "custodian-file-full",
    "the custodian's file holds as many ceremonies or shares as it may",
    "make another file with `sealwright custodian init`, and use that one for this ceremony"};
inline constexpr ErrorSpec pepper_unopened{
    3466,
    "pepper-unopened",
    "the pepper that the service sealed to you does not open",
    "confirm nothing; tell the operators, who abort the ceremony and begin it again"};
inline constexpr ErrorSpec ceremony_unsound{
    3467,
    "ceremony-unsound",
    "the ceremony, or what stands in it, is not what its people signed",
    "send nothing more; tell the other custodians by voice, and let an operator abort the "
    "ceremony"};
inline constexpr ErrorSpec recovery_over{
    3468,
    "recovery-over",
    "the time of this recovery is over, or it is done",
    "see `sealwright recover show` at the recovery host; begin another one if it is still needed"};
inline constexpr ErrorSpec ceremony_unknown{
    3470, "ceremony-unknown", "there is no such ceremony", "see `sealwright ceremony list`"};
inline constexpr ErrorSpec ceremony_open{
    3471,
    "ceremony-open",
    "a ceremony is open, and there is one at a time",
    "let it end, or end it: `sealwright ceremony abort`; see `sealwright ceremony list`"};
inline constexpr ErrorSpec group_there{
    3472,
    "group-there",
    "the installation has custodians already",
    "to have others, or another threshold: `sealwright ceremony begin reshare`"};
inline constexpr ErrorSpec group_absent{
    3473,
    "group-absent",
    "the installation has no custodians",
    "they make their key together: `sealwright ceremony begin genesis`"};
inline constexpr ErrorSpec custodian_unknown{
    3474,
    "custodian-unknown",
    "who is to hold a share is no person of the roster who is a custodian and can sign",
    "see `sealwright person list`; roles are given with `sealwright person roles`"};
inline constexpr ErrorSpec ceremony_kind{
    3475,
    "ceremony-kind",
    "a ceremony of this kind is not begun in this way",
    "`ceremony begin` knows genesis and reshare; a lost installation is recovered on its host: "
    "`sealwright recover begin`"};
inline constexpr ErrorSpec recovery_absent{
    3476,
    "recovery-absent",
    "no recovery is under way, or not this one",
    "it is begun on the service's host: `sealwright recover begin`; it lasts an hour"};
inline constexpr ErrorSpec recovery_ended{
    3477,
    "recovery-ended",
    "the recovery ended before every key was on the fresh tokens",
    "begin it again: `sealwright recover begin`; nothing was changed"};
inline constexpr ErrorSpec challenge_spent{
    3478,
    "challenge-spent",
    "the challenge is not the one that was drawn for this person, or its ten minutes are over",
    "run `sealwright custodian prove` again"};
inline constexpr ErrorSpec share_unproven{
    3479,
    "share-unproven",
    "the proof does not show that the share of this custodian is held",
    "look into the file with `sealwright custodian show`; if the share is lost, `sealwright "
    "ceremony "
    "begin reshare` makes a new key"};
inline constexpr ErrorSpec transcript_invalid{
    3480,
    "transcript-invalid",
    "this is not a ceremony's transcript, or it is not in its one form",
    "get the file again: `sealwright ceremony transcript CEREMONY --out FILE`"};
inline constexpr ErrorSpec transcript_step{
    3481,
    "transcript-step",
    "a step of the transcript does not hold",
    "keep this file as it is, get it again from somebody else, and compare: whoever wrote this one "
    "changed it, or the service did not do what its people signed"};
inline constexpr ErrorSpec transcript_signature{
    3482,
    "transcript-signature",
    "the service's signature is not over these steps",
    "get the file again; steps were cut off or added by somebody who is not the service"};
inline constexpr ErrorSpec transcript_other{
    3483,
    "transcript-other",
    "the transcript is of another service than the one whose verifier key was given",
    "check the verifier key against the one that `init` printed; if it is right, do not believe "
    "the file"};
inline constexpr ErrorSpec transcript_full{
    3484,
    "transcript-full",
    "the transcript of this ceremony takes no more: it has 2,048 steps, or 1 MiB",
    "end the ceremony with `sealwright ceremony abort`, and begin it again"};
inline constexpr ErrorSpec room_statement{
    3485,
    "room-statement",
    "what says that a custodian is in the room was not signed by them for this recovery",
    "a custodian: let the tool sign it again, with --in-the-room; whoever is shown it gives "
    "nothing, and tells the other custodians by voice"};
inline constexpr ErrorSpec room_empty{
    3486,
    "room-empty",
    "nothing proves what the recovery host runs, and fewer than two other custodians have signed "
    "that they are in the room",
    "wait until two others gave with --in-the-room and run this again; or go there yourself, and "
    "say so when you stand at its screen"};
inline constexpr ErrorSpec host_other{
    3487,
    "host-other",
    "the recovery host showed a quote that no host that you pinned has made",
    "give nothing to this host; tell the other custodians and the operators by voice; on a host "
    "without a TPM that you pinned a recovery is begun anew, and attests nothing"};
inline constexpr ErrorSpec host_differs{
    3488,
    "host-differs",
    "the recovery host's quote does not show what you pinned",
    "give nothing to this host; tell the other custodians and the operators by voice. If it was "
    "changed on purpose, compare its new card with `sealwright custodian host add`"};
inline constexpr ErrorSpec store_older{
    3489,
    "store-older",
    "the recovery runs on an older copy of the store than one that you have seen, or on another "
    "one",
    "ask the operators for the newest copy; if this is the only one that is left, give with "
    "--older-store \"why\""};
inline constexpr ErrorSpec drill_over{3490,
                                      "drill-over",
                                      "what custodians were asked for is over",
                                      "nothing is missing from you; what came of it: `sealwright "
                                      "ceremony list`. To show that you hold "
                                      "your share: `sealwright custodian prove`"};
inline constexpr ErrorSpec drill_seats{
    3491,
    "drill-seats",
    "a drill is one of the custodians that there are, and its plan names others",
    "name no custodians and no threshold: `sealwright ceremony begin drill --reason TEXT`"};
inline constexpr ErrorSpec drill_open{
    3492,
    "drill-open",
    "a drill is under way, and there is one at a time",
    "let it end, or end it: `sealwright ceremony abort`; see `sealwright ceremony list`"};
inline constexpr ErrorSpec drill_speechless{
    3493,
    "drill-speechless",
    "nobody joins a drill or a root window: custodians give their parts to it, as to a recovery",
    "`sealwright custodian contribute --address HOST:PORT`, with the file of your share"};
inline constexpr ErrorSpec signer_left{
    3494,
    "signer-left",
    "somebody whose key was revoked, or who was removed, has signed in a ceremony that is open",
    "send nothing more: the service ends the ceremony by their name; an operator begins it again "
    "without them, or with their new key"};
inline constexpr ErrorSpec keys_too_many{
    3495,
    "keys-too-many",
    "there are more vaults than custodians can give the keys of back at once",
    "give some of the vaults an installation of their own; nothing was changed"};
inline constexpr ErrorSpec change_too_large{
    3496,
    "change-too-large",
    "the change is larger than the store takes at once",
    "see `sealwright explain E3495` for how many keys may change together; nothing was changed"};

inline constexpr ErrorSpec host_pinned{
    3497,
    "host-pinned",
    "another TPM is pinned under this name, or this TPM under another name",
    "ask the people who run the hosts, by voice, which of them it is; if the pinned one is gone "
    "for "
    "good, `sealwright custodian host remove` it first"};
inline constexpr ErrorSpec host_registers{
    3498,
    "host-registers",
    "the card's quote leaves out registers that say what the host starts",
    "let the host make its card anew, with registers 0, 2, 4 and 7 at least: `sealwright-agent "
    "recovery-host card`"};

}  // namespace sealwright::errors
