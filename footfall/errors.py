"""The errors that the command line shows as one sentence."""


class UserError(Exception):
    """A mistake that the user can mend; the message says in one sentence how."""
