"""What the applicant says, frozen: the text that is signed, kept and summed at submission."""

import json
from typing import Any

# The columns that the applicant fills in, and so signs.
SAID = (
    *("title", "summary", "need", "aims", "target_group", "women", "men", "activities"),
    *("follow_up", "period_from", "period_to", "amount", "own_funding", "other_funding"),
    *("contact_name", "contact_email", "contact_phone", "earmark", "call"),
)


def snapshot(application: Any) -> str:
    """All of the application as JSON in a fixed order: the same content gives the same text."""
    plain = [f for f in application._meta.concrete_fields if f.name in SAID]
    said: dict[str, Any] = {f.name: _as_text(f.value_from_object(application)) for f in plain}
    applicant = application.organisation
    said["organisation"] = {"org_nr": applicant.org_nr, "name": applicant.name}
    said["purposes"] = sorted(application.purposes.values_list("key", flat=True))
    said["priorities"] = sorted(application.priorities.values_list("name_sv", flat=True))
    said["municipalities"] = sorted(application.municipalities.values_list("code", flat=True))
    said["cost_lines"] = [
        [line.category, line.description, line.year, str(line.amount)]
        for line in application.cost_lines.all()
    ]
    said["partners"] = [[p.name, p.org_nr, p.part] for p in application.partners.all()]
    said["attachments"] = [[a.name, a.size, a.sha256] for a in application.attachments.all()]
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _as_text(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
