"""How large and how many: every limit of a file, in one place."""

MEGABYTE = 1024 * 1024  # bytes
LARGEST = 25 * MEGABYTE  # bytes of one file
MOST = 20  # files of one application
WHOLE = 110 * MEGABYTE  # bytes of one request: four of the largest files, and the form's words
UNPACKED = 10 * LARGEST  # bytes that an office document may unpack to, all its parts together
RATIO = 100  # times its packed size that a part over a megabyte may unpack to
PARTS = 2000  # of an office document, those of what it embeds included
DIRECTORY = MEGABYTE  # bytes of an archive's list of contents
PIXELS = 80_000_000  # of a picture: A3 scanned at 600 points an inch is 70 million
PAGES = 300  # of a TIF
LONGEST_NAME = 120  # characters
