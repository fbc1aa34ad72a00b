"""What a browser sends from the page editor."""

from typing import Any

from django.forms import ModelForm
from django.test import Client


def form_of(client: Client, address: str) -> dict[str, Any]:
    """Return what the browser would send if the editor pressed a button without typing anything."""
    return posted(client.get(address).context["form"])


def posted(form: ModelForm) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if field.name == "body":
            fields["body-count"] = "0"
        elif value not in (None, False):
            fields[field.html_name] = value
    for formset in form.formsets.values():
        prefix = formset.prefix
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return fields
