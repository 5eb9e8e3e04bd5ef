"""What the applicant says, frozen: the text that is signed, kept and summed at submission."""

import json
from typing import Any

from applications.models.answers import values_of

# The sets and rows in it, and who has signed it. The conditions of a submission read them too, so
# the door reads them once.
SIGNED = (
    *("purposes", "priorities", "municipalities", "cost_lines", "partners"),
    *("attachments", "signatures"),
)


def snapshot(application: Any) -> str:
    """All of the application as JSON in a fixed order: the same content gives the same text."""
    applicant = application.organisation
    said: dict[str, Any] = {
        "call": application.call_id,
        "form": [application.questionnaire_id, application.questionnaire.version],
        "organisation": {"org_nr": applicant.org_nr, "name": applicant.name},
        "values": values_of(application),
        "attachments": [
            [file.name, file.size, file.sha256, file.question]
            for file in application.attachments.all()
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
