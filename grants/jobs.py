"""The background jobs of this floor, run by `manage.py procrastinate worker`."""

from procrastinate.contrib.django import app

from grants import mail


# The sixth place of the pattern is seconds. The lock keeps one sender waiting at most, so that a
# worker that was away does not find a queue of them.
@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="send_outbox", pass_context=False)
def send_outbox(timestamp: int) -> int:
    """Send the e-mails that wait in the outbox, every fifteen seconds. Returns how many went."""
    return mail.send_outbox()
