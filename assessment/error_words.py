"""The one table of words for what can go wrong: code -> what happened, and what to do.

Words may name values in braces, given when the error is raised.
"""

WORDS: dict[str, tuple[str, str]] = {
    "not_signed_in": ("You are not signed in.", "Sign in to see this page."),
    "not_allowed": ("Your account may not do this.", "Ask the learning team if you think it should."),
    "not_invited": (
        "You have not been invited to this assessment.",
        "Contact the learning team if you expected to be.",
    ),
    "not_found": ("We could not find {what}.", "Check the address, or go to the start page."),
    "no_cycle": ("No assessment is open.", "We will write to you when the next one starts."),
    "cycle_not_open": (
        "The assessment is closed.",
        "Answers saved before it closed are kept; your report stays available if you submitted.",
    ),
    "cycle_opens_later": (
        "The assessment opens on {opens}.",
        "Come back then; nothing can be answered before.",
    ),
    "cycle_launched": (
        "The cycle ‘{cycle}’ has been launched.",
        "Nothing of it can be changed any more; it can be closed early.",
    ),
    "draft_in_use": (
        "‘{cycle}’ has a list of people or messages already.",
        "Change the draft instead of deleting it; nothing was changed.",
    ),
    "another_open": (
        "The cycle ‘{other}’ is still open.",
        "One cycle can be open at a time: close that one first.",
    ),
    "nothing_provisional": (
        "There are no figures to check.",
        "When a cycle has closed, the learning team lets departments check their own figures here.",
    ),
    "not_asked_to_check": (
        "Your organisation was not invited to ‘{cycle}’.",
        "There is nothing for it to check; ask the learning team if you think there is.",
    ),
    "figures_changed": (
        "The figures have been corrected, or released, since you opened the page.",
        "Look at them again; nothing was saved.",
    ),
    "gaps_without_action": (
        "The cycle cannot be marked as finished: {missing}.",
        "Add an action, or say why there is none.",
    ),
    "cycle_wrong_state": ("The cycle ‘{cycle}’ is {status}.", "{advice}"),
    "unknown_cycle": ("There is no cycle named ‘{cycle}’.", "Check the name; the cycles are: {known}."),
    "invalid_response": ("That answer does not belong to item {item}.", "Choose one of the answers shown."),
    "answer_fixed": (
        "This answer is fixed and can no longer be changed.",
        "You can still change your ratings and the statements about your department until the close.",
    ),
    "examples_open": (
        "Some examples have no answer yet.",
        "Place them all; then you can see how the panel placed them.",
    ),
    "not_open_yet": ("This question is not open yet.", "Go to your assessment and answer in the order shown there."),
    "nothing_answered": ("You have not answered anything yet.", "Answer at least one question before you submit."),
    "not_started": ("You have not started the assessment yet.", "Start it from the start page."),
    "already_submitted": ("You have submitted your answers.", "There is nothing left to answer on paper."),
    "being_entered": (
        "The learning team is entering your answers from paper.",
        "Wait until it has submitted them, or delete your answers and give them here yourself.",
    ),
    "nothing_open": ("No assessment is open.", "Answers on paper can only be entered while one is."),
    "not_in_cohort": (
        "Nobody with this key is invited to the assessment that is open.",
        "Look the person up again by their key or their name.",
    ),
    "left_cohort": (
        "This person has left the cohort.",
        "Bring them back on the cohort page first, if they are to take part.",
    ),
    "cohort_fixed": ("The cohort of ‘{cycle}’ cannot be changed any more.", "{advice}"),
    "decided_already": ("Somebody has decided this already.", "Look at the history of the person below."),
    "too_late_to_undo": (
        "This import can no longer be undone.",
        "It can be undone once, for 24 hours and while the cycle is open. Change people one by one instead.",
    ),
    "answers_online": (
        "This person has begun to answer online.",
        "Ask them to finish there, or to delete their answers before you enter those on paper.",
    ),
    "entry_begun": (
        "The answers of this person are being entered now.",
        "Open the page of the person again to go on with it.",
    ),
    "entry_submitted": (
        "The answers of this person have been submitted.",
        "They see their report when they sign in, and can change ratings there.",
    ),
    "entry_gone": (
        "The answers of this person are not being entered any more.",
        "Somebody has taken them back, or the person has deleted them. Look the person up again.",
    ),
    "feedback_given": ("You have told us already what you think.", "Thank you. It can be said once only."),
    "no_report": ("You have not submitted an assessment yet.", "Submit your answers to see your report."),
    "plan_full": ("Your plan has {most} goals already.", "Finish or drop one before you add another."),
    "share_ended": (
        "This report is no longer shared with you.",
        "The time that its owner set has ended, or they have withdrawn it. Ask them if you still need it.",
    ),
    "no_anchors": (
        "This assessment has no ratings that others could give as well.",
        "A second opinion needs statements for each of the five levels.",
    ),
    "opinion_asked": (
        "You have already asked for a second opinion.",
        "You can ask once for each report; what was asked stays as it is.",
    ),
    "opinion_given": (
        "You have answered already.",
        "Each person answers once. What you said was added to counts and cannot be taken out again.",
    ),
    "opinion_ended": (
        "The time to give this second opinion has ended.",
        "There is nothing left to do here.",
    ),
    "worked_out_otherwise": (
        "Your answers no longer lead to the level that your report shows.",
        "Something has changed since it was worked out. Contact the learning team.",
    ),
    "no_release": ("There are no published results yet.", "Results appear after a cycle has closed and been released."),
    "not_released": (
        "The cycle ‘{cycle}’ is {status}, not released.",
        "Statistics and the manual are made from a release: python -m assessment release build.",
    ),
    "no_statistics": (
        "No item statistics were kept for this cycle.",
        "They are made at the release, from this version of the program on.",
    ),
    "minimum_group_too_small": (
        "Groups of {minimum} are too small to be shown.",
        "Choose a minimum group of {floor} or more; the default is 10.",
    ),
    "unsafe_release": (
        "The release of ‘{cycle}’ shows a group of fewer than {minimum} people.",
        "Do not use it; build the release again and tell the team that runs this service.",
    ),
    "release_unsafe": (
        "What a release would show of this cycle tells too much about a few people, and nothing could be left out.",
        "Nothing was released. Tell the team that runs this service.",
    ),
    "release_learned": (
        "The attack on the release of ‘{cycle}’ learned too much: {found}.",
        "Do not use this release; tell the team that runs this service.",
    ),
    "no_world": (
        "The release of ‘{cycle}’ was made before the attack could be run on it again.",
        "Its proof tells what was checked then; releases from this version of the program on can be attacked.",
    ),
    "no_respondents": (
        "Nobody submitted answers in the cycle ‘{cycle}’.",
        "A release needs at least one submitted sitting.",
    ),
    "answers_gone": (
        "People whose answers an earlier release of this cycle holds have deleted them since.",
        "A corrected release would give them away by subtraction; the one there is stays. Nothing was changed.",
    ),
    "nothing_to_correct": (
        "Everybody in the file already stands there in ‘{cycle}’.",
        "Check the file; nothing was changed and no release was made.",
    ),
    "bad_places": (
        "Places must be a whole number from 0 to {most}.",
        "Enter the number alone, like 250; nothing was saved.",
    ),
    "bad_cost": (
        "The cost of a place must be a whole number of pounds from 0 to {most}.",
        "Enter the number alone, like 1,200, or leave it empty; nothing was saved.",
    ),
    "bad_start": (
        "The earliest start must be a date.",
        "Enter a day, month and year, like 27/3/2027, or leave it empty; nothing was saved.",
    ),
    "start_has_passed": (
        "The earliest start must be today or later.",
        "Enter another date, or leave it empty; nothing was saved.",
    ),
    "not_in_highest_quarter": (
        "Your organisation cannot share a practice in this area.",
        "Practices come from organisations whose published level is in the highest quarter of the area.",
    ),
    "no_notify_key": (
        "This service has no key of GOV.UK Notify.",
        "Take the file of the message and send it yourself, or have a key set (see docs/running.md).",
    ),
    "no_notify_template": (
        "Notify has no template for the message ‘{message}’ that this service knows of.",
        "Copy the text into a template in Notify and have its id set (see docs/running.md).",
    ),
    "sending_stopped": ("Sending stopped early: {what}", "{advice}"),
    "made_up_people": (
        "The people of this cycle are made up, so nobody can be written to.",
        "Choose a cycle of real people.",
    ),
    "message_scheduled": (
        "Notify is to send this message already.",
        "Cancel it first if you want to send it yourself.",
    ),
    "no_published_action": (
        "No action on the results of this cycle is published yet.",
        "Publish one first: people stop answering when they do not hear what is done.",
    ),
    "message_in_file": (
        "The people of this message stand in a file that somebody has made.",
        "Say first whether the file was sent.",
    ),
    "no_message_file": ("There is no file of this message.", "Make one first."),
    "nobody_due": (
        "Nobody who has an address is due for this message now.",
        "Look at the table to see who gets it, and when.",
    ),
    "register_changed": (
        "The register has changed since this page was opened.",
        "Look at it again, then make your change once more; nothing was saved.",
    ),
    "bad_token": (
        "The token is missing, not known, ended or revoked.",
        "Send ‘Authorization: Bearer’ with a token that an administrator made; ask them for a new one.",
    ),
    "unknown_filter": ("There is no {filter} ‘{value}’ here.", "Use one of: {known}."),
    "too_many_requests": (
        "This program has asked more than {most} times in a minute.",
        "Wait {seconds} seconds. A release never changes: keep what you have, and send its ETag.",
    ),
    "filter_twice": ("The filter ‘{filter}’ is given twice.", "Give it once."),
    "no_such_address": ("There is nothing at this address.", "See the description at /api/v1/openapi.json."),
    "read_only": ("Nothing can be changed here.", "Use GET."),
    "entry_refused": ("What you entered cannot be saved: {reasons}.", "Change what is named; nothing was saved."),
    "bad_input": (
        "{file} cannot be used: {count} found.",
        "Correct what is listed and try again; nothing was changed.",
    ),
    "bad_setting": ("The setting {name} is not usable: {reason}.", "Change it and start again."),
    "unsafe_address": (
        "Sign-in is not configured, so the app refuses to serve on {address}.",
        "Configure sign-in (see docs/running.md) or bind 127.0.0.1.",
    ),
    "loopback_only": (
        "This demonstration opens only on the computer it runs on.",
        "Use http://127.0.0.1 there, without a proxy, or set up sign-in (see docs/running.md).",
    ),
    "database_busy": (
        "The database is locked by another program.",
        "Wait a moment and try again; nothing was changed.",
    ),
    "database_full": (
        "The disk that holds the database is full.",
        "Free some space and try again; nothing was changed.",
    ),
    "database_refused": (
        "The database refused values that break its rules.",
        "Nothing was changed. Check for things that are there twice or missing, then try again.",
    ),
    "database_newer": (
        "The database was written by a newer version of this program.",
        "Install that version or restore a backup; nothing was changed.",
    ),
    "database_older": ("The database needs an upgrade.", "Run: python -m assessment db upgrade"),
    "database_unreachable": (
        "The database could not be opened: {reason}.",
        "Check DATABASE_URL and that the server runs.",
    ),
    "database_not_empty": ("The database already holds data.", "The demonstration only fills an empty database."),
    "not_a_demonstration": (
        "Made-up people can only sign in on a demonstration database.",
        "Use single sign-on, or start with an empty DATABASE_URL to make a demonstration.",
    ),
    "database_foreign": (
        "The database holds tables of another program.",
        "Check DATABASE_URL and name a database of our own; nothing was changed.",
    ),
    "database_empty": ("The database holds nothing yet.", "Check DATABASE_URL, or load answers first."),
    "unknown_bank": (
        "Version {version} of the question bank is not here.",
        "Nothing is lost. Whoever runs the service can name its folder with QUESTION_BANK, "
        "or on the command line with --bank.",
    ),
    "other_bank": (
        "The cycle ‘{cycle}’ uses version {theirs} of the question bank, not {ours}.",
        "Name the folder of version {theirs} with --bank; nothing was changed.",
    ),
    "unknown_family": ("The question bank has no family of forms named ‘{family}’.", "Its families are: {known}."),
    "nothing_to_retire": (
        "Version {version} has no item ‘{item}’ that could be retired.",
        "Check the id; an item is retired once.",
    ),
    "no_stand_in": (
        "No item can stand in for {item} on {forms}.",
        "Add an item of the same domain and type to the bank first; nothing was changed.",
    ),
    "published_version": (
        "{folder} is a published version and never changes.",
        "Make a new version of it: python -m assessment bank copy; nothing was changed.",
    ),
    "version_not_newer": (
        "Version {version} is not newer than {newest}.",
        "Give it a higher number; nothing was changed.",
    ),
    "unknown_form": ("The question bank has no form named ‘{form}’.", "Its forms are: {known}."),
    "not_a_bank": (
        "{folder} is not a folder of one question bank alone, so it is not replaced.",
        "Name a new folder; nothing was changed.",
    ),
    "folder_exists": (
        "{folder} exists already.",
        "Name another folder, or let bank import --replace take its place; nothing was changed.",
    ),
    "inside_bank": ("{path} lies within the folders of a question bank.", "Choose another place; nothing was changed."),
    "not_a_draft": (
        "{folder} is {status} but not locked, so it is neither a draft nor published.",
        "Restore published.lock beside it, or make it a draft (status in bank.toml); nothing was changed.",
    ),
    "version_taken": ("There is a version {version} already.", "Give the new one another number; nothing was changed."),
    "bad_wish": ("A form cannot be assembled like that: {reason}.", "Change what is asked for; nothing was changed."),
    "no_form": ("No form can be assembled: {reason}.", "Allow more items, or add items to the bank."),
    "not_calibrated": (
        "Version {version} of the question bank has item parameters from {n} people; {needed} are needed.",
        "{advice} Reports of people use the classical score, which needs none.",
    ),
    "too_few_to_calibrate": (
        "The file has the answers of {n} people; {needed} are needed to calibrate items.",
        "Collect more answers; from fewer, parameters would mostly be chance.",
    ),
    "nothing_to_calibrate": ("No domain can be calibrated. {reasons}", "Collect more answers; nothing was written."),
    "not_settled": (
        "The fit of {items} found no end.",
        "Try the other model with --model, or collect more answers; nothing was written.",
    ),
    "no_mirt": (
        "Calibration needs the package mirt, which is not installed.",
        "Run: python -m pip install 'mirt>=1.2,<2'. Everything else works without it.",
    ),
    "program_fault": (
        "The program made a mistake: {kind} at {place}.",
        "Nothing was changed. Report this line to whoever maintains the program.",
    ),
    "output_unwritable": ("{file} could not be written: {reason}.", "Choose another place for the output."),
    "unexpected": (
        "Something went wrong on our side.",
        "Your saved answers are kept. Try again, or contact us with the reference.",
    ),
}
