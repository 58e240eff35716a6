"""The words in which the interface describes itself."""

TITLE = "Published results of digital leadership"
DESCRIPTION = (
    "Results about groups of senior civil servants, as they were released: exactly what the pages and exports of the "
    "service show, and nothing while a cycle is open. Read-only. A figure that is withheld to protect people in small "
    "groups has no number, and the reason is not said. Where `made_up` is true, the figures are of a demonstration.\n\n"
    "Send the token that an administrator made for your program as `Authorization: Bearer`. A program may ask 60 times "
    "a minute. A release does not change; a corrected one gets the next number. Send the `ETag` of what you hold as "
    "`If-None-Match`, and you get it again only if it is another one. Within version 1, answers only ever gain fields."
)
CYCLES = "The released cycles, newest first"
RELEASE = "The last release of a cycle"
RELEASE_CSV = "The same as CSV, a row a cell"
FILTERS = {
    "view": "Only cells of this view: the kind of group",
    "measure": "Only cells of this measure",
    "domain": "Only cells of the domain of this code",
    "organisation": "Only cells within the organisation of this code",
}
FINE = "As asked"
ELSE = "Something else went wrong"
STATUSES = {
    304: "Not changed since the ETag that was sent",
    400: "A filter is not known",
    401: "The token is missing, not known, ended or revoked",
    404: "There is no such released cycle",
    429: "Too many requests; Retry-After says how many seconds to wait",
}
