"""Everything that can go wrong on purpose: one exception a kind. Their words are those of `error_words`, by code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.error_words import WORDS

FAULTS_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where it is (file, then row or key), what is wrong, what to do."""

    file: str
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.problem}. {self.remedy}."


class AssessmentError(Exception):
    """An error with words for people: `what` happened and what to `do`."""

    def __init__(self, code: str, **values: object) -> None:
        what, do = WORDS[code]
        self.code = code
        self.what = what.format(**values)
        self.do = do.format(**values)
        super().__init__(f"{self.what} {self.do}")

    def lines(self) -> list[str]:
        """All of it for a terminal: what happened, each fault if a file is to blame, and what to do."""
        return [self.what, self.do]


class NotSignedIn(AssessmentError):
    def __init__(self) -> None:
        super().__init__("not_signed_in")


class NotAllowed(AssessmentError):
    """The viewer may not do this; the words never say whether the thing exists."""

    def __init__(self, code: str = "not_allowed", **values: object) -> None:
        super().__init__(code, **values)


class NotFound(AssessmentError):
    def __init__(self, what: str) -> None:
        super().__init__("not_found", what=what)


class InvalidResponse(AssessmentError):
    def __init__(self, item: str) -> None:
        super().__init__("invalid_response", item=item)


class WrongState(AssessmentError):
    """The thing exists but cannot be done now: cycle closed, already submitted, answers fixed."""


class EntryRefused(AssessmentError):
    """Fields of a form are wrong: `fields` has what to say beside each, in the order in which they stand."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("entry_refused", reasons="; ".join(fields.values()))
        self.fields = dict(fields)


class StoreError(AssessmentError):
    """The database cannot be used: locked, full, newer, unreachable."""


class SettingError(AssessmentError):
    """A setting is unknown or unsafe: the program refuses to start."""


class InputError(AssessmentError):
    """A file given to us is wrong; `faults` lists everything that is, in the order of the file."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        count = "1 fault was" if len(faults) == 1 else f"{len(faults)} faults were"
        super().__init__("bad_input", file=file, count=count)
        self.faults = tuple(faults)

    def lines(self) -> list[str]:
        more = len(self.faults) - FAULTS_TOLD
        told = [*map(str, self.faults[:FAULTS_TOLD]), *([f"... and {more} more."] if more > 0 else [])]
        return [self.what, *told, self.do]


class UnreadableFile(InputError):
    """A file that cannot be opened or decoded at all."""

    def __init__(self, file: str, reason: str, advice: str) -> None:
        super().__init__(file, [Fault(file, "", reason, advice)])
