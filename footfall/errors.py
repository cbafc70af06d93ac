"""The errors that the command line shows as one sentence, and the exit codes of its commands."""

import re

import yaml

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


class UnusableDataError(UserError):
    """What was given cannot be loaded, or not to its end: what came before its damage is good."""

    exit_code = FAILED


def first_line(error: BaseException) -> str:
    """What an error says, without the statement and the hints that follow."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def yaml_fault(error: yaml.YAMLError) -> str:
    """What is wrong with a YAML file, and where, without its text: that may hold a password."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return type(error).__name__
    mark = error.problem_mark
    problem = re.sub(r"[\"'`].*[\"'`]", "...", error.problem or "it is no YAML")
    return f"{problem}, in line {mark.line + 1}, column {mark.column + 1}"
