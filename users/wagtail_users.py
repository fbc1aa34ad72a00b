"""Wagtail's app of accounts, with our view set. Apart from `users.apps`, where Django looks for one config."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    user_viewset = "users.viewsets.AccountViewSet"
