"""What the logs never say: the links that let somebody in without an account."""

import logging
import re

# A link of that kind is words, a time and a signature with colons between, percent-coded or not;
# so is one that somebody has tampered with. The time of day in a line is shorter.
_LINK = re.compile(r"/[\w=-]{4,}(?::|%3A)[\w-]{4,}(?::|%3A)[\w-]{16,}", re.IGNORECASE)


class NoPersonalLinks(logging.Filter):
    """Takes personal links out of every line before it is written. No line is held back."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _LINK.search(said):
            record.msg, record.args = _LINK.sub("/[personal link]", said), None
        return True
