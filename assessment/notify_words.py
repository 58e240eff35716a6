"""What can go wrong with a message to a person: what happened and what to do, by the code of the problem."""

PROBLEMS = {
    "": (
        "It is being sent now, or the program stopped before Notify answered.",
        "There is nothing to do: the next run asks Notify and sends it only if Notify does not have it.",
    ),
    "unreachable": (
        "Notify did not answer.",
        "There is nothing to do: the next runs ask Notify and send it only if Notify does not have it.",
    ),
    "rate_limit": ("Too many messages in a minute.", "There is nothing to do: the next run goes on."),
    "daily_limit": ("Notify’s limit for one day is used up.", "There is nothing to do: it goes on tomorrow at 9am."),
    "key_refused": (
        "Notify does not accept the key.",
        "Have the setting NOTIFY_API_KEY checked; it goes on by itself.",
    ),
    "clock": ("The clock of the server is wrong, so Notify refuses it.", "Have it set right; it goes on by itself."),
    "template": (
        "Notify does not know the template, or its placeholders are others than ours.",
        "Compare the template in Notify with the text here, and NOTIFY_TEMPLATES; it goes on by itself.",
    ),
    "not_notify": ("What answers is not GOV.UK Notify.", "Have the setting NOTIFY_URL checked; it goes on by itself."),
    "team_only": (
        "The key of Notify may write to your team and guest list only.",
        "Have a live key set, then try again.",
    ),
    "trial_mode": (
        "The service in Notify is on trial and may write to your team and guest list only.",
        "Ask for it to go live in Notify, then try again.",
    ),
    "bad_address": (
        "The e-mail address is not in the correct format.",
        "Take the person out of the cohort, and import them again with the right address.",
    ),
    "refused": ("Notify refused the message.", "Check the e-mail address and the template, then try again."),
    "permanent": (
        "The mailbox does not exist, or takes nothing from Notify.",
        "Check the e-mail address in the cohort and write to the person yourself.",
    ),
    "temporary": ("The mailbox was full or switched off.", "Write to the person yourself, or ask them by telephone."),
    "technical": ("Notify had a technical problem.", "Write to the person yourself."),
    "gave_up": ("Notify did not answer in many attempts, and does not have the message.", "Try again."),
    "no_longer_due": (
        "It had not been sent when the person finished or left, or the time for it was over.",
        "There is nothing to do: nobody got it.",
    ),
    "outcome_unknown": (
        "Notify did not answer for days and no longer knows whether it sent the message.",
        "Look in your own records in Notify before you write to the person yourself.",
    ),
}
