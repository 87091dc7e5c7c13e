// Stable error codes of people and their acts (3200-3299). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec person_name_taken{
    3201,
    "person-name-taken",
    "this name is that of another person, or looks like it",
    "choose a name that nobody mistakes for another, and one that was never given before"};
inline constexpr ErrorSpec people_too_few{
    3202,
    "people-too-few",
    "fewer operators would be left than it takes to decide anything",
    "add an operator, or a key for one, before this change"};
inline constexpr ErrorSpec person_unknown{
    3203,
    "person-unknown",
    "not known here",
    "check the context (`sealwright context show`) and the key (`sealwright person key show`); an "
    "operator sees who is known with `sealwright person list`"};
inline constexpr ErrorSpec person_name_invalid{
    3204,
    "person-name-invalid",
    "this is not a person's name",
    "use [a-z0-9] then [a-z0-9._-], at most 48 characters"};
inline constexpr ErrorSpec person_key_invalid{
    3205,
    "person-key-invalid",
    "this key is not one of this person, or its proof is another key's",
    "copy the line that `sealwright person key show` prints on that person's machine"};
inline constexpr ErrorSpec person_key_taken{3206,
                                            "person-key-taken",
                                            "this key is in the roster already",
                                            "make a new one: `sealwright person key new`"};
inline constexpr ErrorSpec person_key_unknown{3207,
                                              "person-key-unknown",
                                              "the person has no such key in force",
                                              "see `sealwright person list`"};
inline constexpr ErrorSpec person_role_missing{
    3208,
    "person-role-missing",
    "this person's roles do not allow it",
    "see `sealwright person list`; who may do what is in the reference of roles"};
inline constexpr ErrorSpec person_removed{3209,
                                          "person-removed",
                                          "there is no person of this name in force",
                                          "see `sealwright person list`"};
inline constexpr ErrorSpec roster_invalid{
    3210,
    "roster-invalid",
    "the roster is not one",
    "it needs 1 to 64 persons with 1 to 8 keys and a role each, and rules within their limits"};
inline constexpr ErrorSpec roster_full{
    3211,
    "roster-full",
    "the roster has as many persons, or the person as many keys, as there may be",
    "a person who left keeps their place; say so to whoever makes this software"};
inline constexpr ErrorSpec act_signature{
    3212,
    "act-signature",
    "the signature is not over these bytes by this key",
    "sign it again; if it stays so, something between changes what is sent"};
inline constexpr ErrorSpec act_elsewhere{3213,
                                         "act-elsewhere",
                                         "the act is for another installation or environment",
                                         "choose the right context: `sealwright context list`"};
inline constexpr ErrorSpec act_other_plan{
    3214,
    "act-other-plan",
    "the act is over another plan, request or attempt",
    "look at the request again (`sealwright request show`) and sign what it shows"};
inline constexpr ErrorSpec act_epoch{
    3215,
    "act-epoch",
    "the act was signed for another state of the roster",
    "look at the roster (`sealwright person list`) and sign again"};
inline constexpr ErrorSpec act_expired{
    3216, "act-expired", "the act has expired", "compare the clocks of both machines; sign again"};
inline constexpr ErrorSpec act_too_far{
    3217,
    "act-too-far",
    "the act would be good for longer than it may be",
    "compare the clocks of both machines; give an end at most 7 days ahead"};
inline constexpr ErrorSpec act_reason{3218,
                                      "act-reason",
                                      "the reason is missing, or is not the one that was signed",
                                      "give the reason in words: --reason"};
inline constexpr ErrorSpec decided_already{
    3219,
    "decided-already",
    "this person has decided on it already",
    "a person counts once, whichever key they use; somebody else has to decide now"};
inline constexpr ErrorSpec request_over{
    3220,
    "request-over",
    "the request has come to its end",
    "see `sealwright request show`; propose it again if it is still wanted"};
inline constexpr ErrorSpec request_unknown{
    3221, "request-unknown", "there is no such request", "see `sealwright request ls --all`"};
inline constexpr ErrorSpec requests_full{
    3222,
    "requests-full",
    "as many requests are open as may be, or as may be of one person",
    "decide on some of them first: `sealwright request ls`"};
inline constexpr ErrorSpec veto_overruled{
    3223,
    "veto-overruled",
    "this plan was vetoed once and is proposed again: it cannot be vetoed a second time",
    "it now takes more approvals; deny it, and say why to the others"};
inline constexpr ErrorSpec act_not_one{
    3224,
    "act-not-one",
    "this choice is none for a person's part in it",
    "approve, deny or veto a request; a proposal and a founding are approved only"};
inline constexpr ErrorSpec founding_absent{
    3225,
    "founding-absent",
    "no founding is under way",
    "begin one on the service's host: `sealwright init --founders FILE`"};
inline constexpr ErrorSpec founding_under_way{
    3226,
    "founding-under-way",
    "a founding is under way",
    "let its founders sign, or end it: `sealwright init --abandon`"};
inline constexpr ErrorSpec founded_already{3227,
                                           "founded-already",
                                           "the installation is founded",
                                           "see `sealwright status`; a founder who has no context "
                                           "yet makes one: `sealwright context add`"};
inline constexpr ErrorSpec needs_people{
    3228,
    "needs-people",
    "the installation is founded: the local socket does not change it alone",
    "use a person's context and key: `sealwright context add`, then the same command"};
inline constexpr ErrorSpec question_old{
    3229,
    "question-old",
    "the question's time is not within 5 minutes of the service's",
    "compare the clocks of both machines"};
inline constexpr ErrorSpec question_again{
    3230, "question-again", "this question was asked before", "ask it anew"};
inline constexpr ErrorSpec service_frozen{
    3231,
    "service-frozen",
    "the service is frozen: nothing is loosened until it is lifted",
    "see `sealwright status` for who froze it and why; `sealwright lift` takes two"};
inline constexpr ErrorSpec overruled_before{
    3232,
    "overruled-before",
    "this person held or froze it alone and was overruled less than 24 hours ago",
    "let another person hold or freeze it"};
inline constexpr ErrorSpec hold_is_another{
    3233,
    "hold-is-another",
    "the hold or freeze that was to be lifted is not the one that stands",
    "look who holds it now (`sealwright vault status`) and propose the lift of that one"};
inline constexpr ErrorSpec not_frozen{
    3234, "not-frozen", "the service is not frozen", "see `sealwright status`"};
inline constexpr ErrorSpec confirmed_already{3235,
                                             "confirmed-already",
                                             "it is confirmed already, or by the same person",
                                             "another person confirms a hold; two lift it"};

inline constexpr ErrorSpec question_elsewhere{
    3237,
    "question-elsewhere",
    "the question is not one that this path is for",
    "send it to the path of its own name; the API's description lists them"};
inline constexpr ErrorSpec clock_behind{
    3238,
    "clock-behind",
    "the service's clock is behind what its journal has seen, so nobody can say what has expired",
    "put the clock of the service's host right; vaults are served meanwhile"};
inline constexpr ErrorSpec approval_unbound{
    3239,
    "approval-unbound",
    "the plan does not say what it approves of, or the node shows another identity by now",
    "look at the node again (`sealwright node show`) and propose it with what it shows"};
inline constexpr ErrorSpec founding_moved{
    3236,
    "founding-moved",
    "more was loosened alone since the founders were shown what was",
    "end this founding (`sealwright init --abandon`) and begin it again, so that all sign the "
    "same"};

inline constexpr ErrorSpec ceremony_step{
    3440,
    "ceremony-step",
    "this step does not belong to the state that the ceremony is in",
    "look at it again: somebody was first, or its time is over"};
inline constexpr ErrorSpec ceremony_casting{3441,
                                            "ceremony-casting",
                                            "these people cannot hold it: two of them at least, no "
                                            "more needed than there are, nobody twice",
                                            "correct who holds a share, and how many are needed"};
inline constexpr ErrorSpec ceremony_conductor{
    3442,
    "ceremony-conductor",
    "who conducts a ceremony holds no share in it",
    "let somebody propose it who is not among the custodians"};
inline constexpr ErrorSpec ceremony_not_holder{3443,
                                               "ceremony-not-holder",
                                               "this person holds no share in this ceremony",
                                               "see who does, in its plan"};
inline constexpr ErrorSpec ceremony_holder_out{
    3444,
    "ceremony-holder-out",
    "this person has refused, or what came from them was wrong three times",
    "the ceremony goes on without them, if the others are enough; look at their device first"};
inline constexpr ErrorSpec ceremony_round{
    3445,
    "ceremony-round",
    "what came belongs to another round",
    "look at the ceremony again, and answer what it asks now"};
inline constexpr ErrorSpec ceremony_contributed{
    3446,
    "ceremony-contributed",
    "this person has contributed something else to this round already",
    "what came first stands; if it was not you, refuse"};
inline constexpr ErrorSpec ceremony_begun{
    3447, "ceremony-begun", "it is being carried out, or was already", "wait for its outcome"};
inline constexpr ErrorSpec ceremony_exceptions{3448,
                                               "ceremony-exceptions",
                                               "so many exceptions are noted that no more is",
                                               "abort it, look into them, and begin again"};

}  // namespace sealwright::errors
