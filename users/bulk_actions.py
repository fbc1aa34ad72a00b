"""What the list of accounts does to several at once, within the same bounds as to one."""

from typing import Any

from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction

from users.models import User
from users.rights import may_manage, roles_to_give


class AssignRole(AssignRoleBulkAction):
    def check_perm(self, obj: User) -> bool:
        return bool(super().check_perm(obj)) and may_manage(self.request.user, obj)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["role"].queryset = roles_to_give(self.request.user)
        return form


class SetActiveState(SetActiveStateBulkAction):
    def check_perm(self, obj: User) -> bool:
        return bool(super().check_perm(obj)) and may_manage(self.request.user, obj)


class Delete(DeleteBulkAction):
    def check_perm(self, obj: User) -> bool:
        return bool(super().check_perm(obj)) and may_manage(self.request.user, obj)
