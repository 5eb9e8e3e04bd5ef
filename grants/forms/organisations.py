"""An organisation as its people write it: number, profile, account, statements, papers."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from grants import clock, files, law
from grants.forms.fields import LineField
from grants.models import ApplicantType, Municipality, Organisation, OrganisationPaper

_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()/-]{4,28}")


class NumberForm(forms.Form):
    """The first question: which organisation."""

    org_nr = forms.CharField(
        label=_("Organisation number"),
        max_length=20,
        help_text=_("Ten digits, for example 802400-1235."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_org_nr(self) -> str:
        try:
            return law.clean_org_nr(self.cleaned_data["org_nr"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class WebsiteField(forms.URLField):
    """An address on the web, and no other kind of link."""

    default_validators = [URLValidator(["http", "https"])]


class ProfileForm(forms.ModelForm):
    """What the organisation is called, what it is, and how it is reached."""

    name = LineField(label=_("Name"), max_length=150)
    address = LineField(label=_("Postal address"), max_length=200, required=False)
    telephone = LineField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    website = WebsiteField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url"}),
        help_text=_("For example www.forening.se."),
    )

    class Meta:
        model = Organisation
        fields = (
            *("name", "applicant_type", "municipality", "address", "telephone", "website"),
            "active_since",
        )
        widgets = {"active_since": forms.DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality: Any = self.fields["municipality"]
        municipality.queryset = Municipality.objects.order_by("name")
        for name in ("municipality", "applicant_type"):
            choice: Any = self.fields[name]
            choice.empty_label = _("Choose")

    def clean_telephone(self) -> str:
        text = self.cleaned_data["telephone"]
        if text and not _TELEPHONE.fullmatch(text):
            raise ValidationError(_("Write the number with digits, for example 0157-123 45."))
        return text

    def clean_active_since(self) -> date | None:
        since = self.cleaned_data["active_since"]
        if since and since > clock.today():
            raise ValidationError(_("The day is in the future."))
        return since

    def clean_applicant_type(self) -> ApplicantType:
        """Two digits are reserved for the kind; one digit only says what is usual."""
        kind = self.cleaned_data["applicant_type"]
        reserved = kind.org_nr_prefix if len(kind.org_nr_prefix) == 2 else ""
        if not self.instance.org_nr.startswith(reserved):
            raise ValidationError(
                _("Organisation numbers of this kind begin with %s. Check the number or the kind.")
                % reserved
            )
        return kind


class RegisterForm(ProfileForm):
    """A new organisation. Its number was given first; what it usually means is proposed.

    So is what was `said` of it in the self-test, by the names of the fields.
    """

    may_sign = forms.BooleanField(
        label=_("I may sign for this organisation, alone or together with others."),
        help_text=_(
            "Your answer is kept with your name and the time. The county administrative board can "
            "check it, and a grant that was given on wrong information can be reclaimed."
        ),
        error_messages={
            "required": _(
                "Only somebody who may sign for the organisation registers it. Ask her to do it, "
                "and to invite you."
            )
        },
    )

    def __init__(
        self, org_nr: str, *args: Any, said: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        known = Municipality.objects.filter(org_nr=org_nr).first()
        usual = law.usual_kinds(org_nr)
        proposed: dict[str, Any] = dict(said or {})
        if usual and proposed.get("applicant_type") not in usual:
            proposed["applicant_type"] = usual[0]
        if known:
            proposed |= {"name": known.official_name, "municipality": known.pk}
        super().__init__(*args, instance=Organisation(org_nr=org_nr), initial=proposed, **kwargs)
        if usual:
            self.fields["applicant_type"].help_text = format_lazy(
                _("Proposed because the number begins with {digits}. Change it if it is wrong."),
                digits=org_nr[:2] if org_nr[0] == "2" else org_nr[0],
            )


class AccountForm(forms.ModelForm):
    """The account that grants are paid to."""

    class Meta:
        model = Organisation
        fields = ("account_kind", "account_number")
        widgets = {"account_kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["account_kind"]
        kinds.choices = [*Organisation.AccountKind.choices, ("", _("No account"))]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["account_number"].help_text = _("For example 5050-1055 or 486501-0.")


class StatementsForm(forms.Form):
    """What the organisation states about itself: yes or no to each, none of them chosen for it."""

    YES_NO = (("yes", _("Yes")), ("no", _("No")))

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = organisation.statements_now()
        for statement in law.statements_of(organisation.applicant_type_id):
            before = said.get(statement.key)
            label: Any = statement.text  # a lazy text, which the stubs know by another name
            self.fields[statement.key] = forms.ChoiceField(
                label=label,
                help_text=statement.paragraph,
                choices=self.YES_NO,
                widget=forms.RadioSelect,
                initial=("yes" if before.holds else "no") if before else None,
                error_messages={"required": _("Answer yes or no.")},
            )

    @property
    def answers(self) -> dict[str, bool]:
        return {key: value == "yes" for key, value in self.cleaned_data.items()}


class PaperForm(forms.Form):
    """One paper: what it is, of which year, and the file."""

    kind = forms.ChoiceField(label=_("Kind of paper"), choices=OrganisationPaper.Kind.choices)
    year = forms.IntegerField(
        label=_("Year"),
        min_value=1900,
        help_text=_("The year it is about; for statutes the year they were adopted."),
    )
    upload = forms.FileField(
        label=_("File"),
        max_length=150,
        help_text=_("PDF, PNG, JPEG, DOCX, XLSX or ODT, at most 25 MB."),
        widget=forms.ClearableFileInput({"accept": files.ACCEPT}),
        validators=[files.check],
    )

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if year > clock.today().year:
            raise ValidationError(_("The year is in the future."))
        return year
