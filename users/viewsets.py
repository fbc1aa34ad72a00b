"""Accounts in the CMS: made without a password, and nobody reaches above their own rights."""

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.users.views.users import CreateView, DeleteView, EditView, UserViewSet

from users.forms import AccountEditForm, AccountForm
from users.rights import may_manage


class AccountCreateView(CreateView):
    """Make an account, and send its owner the link to set a password."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.request.user}

    def form_valid(self, form: AccountForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self._invite()
        return response

    def _invite(self) -> None:
        letter = ResetPasswordForm({"email": self.object.email})
        letter.is_valid()
        letter.save(self.request)


class AccountEditView(EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user, self.object):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.request.user}


class AccountDeleteView(DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user, self.get_object()):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class AccountViewSet(UserViewSet):
    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    delete_view_class = AccountDeleteView
    create_template_name = "users/cms/account_create.html"
    edit_template_name = "users/cms/account_edit.html"
    copy_view_enabled = False  # a copy of an account is nobody's

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:
        return AccountEditForm if for_update else AccountForm
