"""The errors that the command line shows as one sentence, and the exit codes of its commands."""

OK = 0
FAILED = 1
USERS_MISTAKE = 2
BUSY = 3


class UserError(Exception):
    """A mistake that the user can mend; the message says in one sentence how."""

    exit_code = USERS_MISTAKE


class BusyError(UserError):
    """Somebody else is at work there: nothing is wrong, and a later attempt may succeed."""

    exit_code = BUSY


def first_line(error: BaseException) -> str:
    """What an error says, without the statement and the hints that follow."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
