"""The forms in which the secretariat makes and changes accounts."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserForm

from users.models import User
from users.rights import roles_to_give


class AccountForm(UserForm):
    """Wagtail's form without its fields for a superuser, for two names and for a password.

    Superusers are made on the server (`createsuperuser`). A password is known to nobody but its owner, who sets it
    by the link in a mail.
    """

    first_name = last_name = is_superuser = None
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The name to sign in with. A link to set a password goes there.")
    )
    error_messages = {"duplicate_username": _("There is an account with this e-mail address.")}

    class Meta:
        model = User
        fields = ["email", "name", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, actor: User, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = roles_to_give(actor)
        if editing_self:
            self.fields.pop("is_active", None)  # nobody locks themselves out

    @property
    def password_enabled(self) -> bool:
        return False

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if EmailAddress.objects.filter(email__iexact=email).exclude(user=self.instance.pk).exists():
            raise forms.ValidationError(self.error_messages["duplicate_username"], code="duplicate_username")
        return email

    def save(self, commit: bool = True) -> User:
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        return user

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if "email" in self.changed_data:
            # The former address opens the account no more; the new one is confirmed by the link that goes there.
            EmailAddress.objects.filter(user=self.instance).exclude(email=self.instance.email).delete()


class AccountEditForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields = [*AccountForm.Meta.fields, "is_active"]
