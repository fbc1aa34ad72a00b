"""Who may do what in the CMS, and the workflow that a page takes before it is public."""

from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from content.models import Image

EDITORS, MODERATORS, SECRETARIAT = "Editors", "Moderators", "Secretariat"

PAGES = {
    EDITORS: ["add_page", "change_page"],
    SECRETARIAT: ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"],
}
FILES = ["add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"]
RIGHTS = {
    EDITORS: [
        "wagtailadmin.access_admin",
        "pledges.view_campaign",
        "pledges.view_commitment",
        "pledges.view_commitmentversion",
        "pledges.add_commitmentversion",
        "pledges.change_commitmentversion",
        "mail.view_mailtext",
        "mail.add_mailtext",
        "mail.change_mailtext",
    ],
    MODERATORS: [
        "wagtailadmin.access_admin",
        "pledges.view_pledge",
        "pledges.moderate_pledge",
        "pledges.view_entryreport",
        "pledges.change_entryreport",
        "pledges.view_watchedname",
        "pledges.add_watchedname",
        "pledges.change_watchedname",
    ],
}
RIGHTS[SECRETARIAT] = [
    *RIGHTS[EDITORS],
    *RIGHTS[MODERATORS],
    "wagtail_localize.submit_translation",  # begins and publishes translations
    "wagtailcore.view_locale",
    "wagtailcore.add_locale",
    "wagtailcore.change_locale",
    "pledges.export_pledge",
    "pledges.revoke_pledge",
    "pledges.add_campaign",
    "pledges.change_campaign",
    "pledges.delete_campaign",
    "pledges.add_commitment",
    "pledges.change_commitment",
    "pledges.approve_commitmentversion",
    "pledges.publish_commitmentversion",
    "content.change_sitesettings",
    "countries.view_place",
    "countries.change_place",
    "countries.add_place",
    "mail.view_message",
    "mail.change_message",
    "mail.delete_mailtext",
    "mail.view_suppression",
    "mail.change_suppression",
    "users.view_user",
    "users.add_user",
    "users.change_user",
]


def create_roles() -> bool:
    """Set the groups up once; later changes belong to whoever administers the site. Return whether it did."""
    if Group.objects.filter(name=SECRETARIAT).exists():
        return False
    for name in (EDITORS, MODERATORS, SECRETARIAT):
        group, _created = Group.objects.get_or_create(name=name)
        GroupPagePermission.objects.filter(group=group).delete()  # Wagtail's own groups may publish; ours may not all
        GroupCollectionPermission.objects.filter(group=group).delete()
        group.permissions.set(_permissions(RIGHTS[name]))
        _give_pages(group, PAGES.get(name, []))
    _create_workflow(Group.objects.get(name=SECRETARIAT))
    return True


def grant_missing(*, dry_run: bool = False) -> dict[str, list[str]]:
    """Give each role what this release gives it and it lacks; return what that was, by role. Nothing is taken away.

    Raises:
        LookupError: as in `_permissions`.
    """
    granted = {}
    for group in Group.objects.filter(name__in=RIGHTS).order_by("pk"):
        held = {f"{app}.{codename}" for app, codename in _names_of(group.permissions.all())}
        missing = [name for name in RIGHTS[group.name] if name not in held]
        if missing:
            granted[group.name] = missing
            if not dry_run:
                group.permissions.add(*_permissions(missing))
    return granted


def _names_of(permissions: QuerySet[Permission]) -> "QuerySet[Permission, tuple[str, str]]":
    return permissions.values_list("content_type__app_label", "codename")


def _permissions(names: list[str]) -> list[Permission]:
    """Return permissions by their full names.

    Raises:
        LookupError: one does not exist. A role that silently lacks a right is found out too late.
    """
    wanted = {(name.partition(".")[0], name.partition(".")[2]) for name in names}
    found = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.filter(codename__in={name for _app, name in wanted}).select_related(
            "content_type"
        )
    }
    if missing := wanted - found.keys():
        raise LookupError(f"No such permissions: {sorted(missing)}")
    return [found[name] for name in wanted]


def _give_pages(group: Group, codenames: list[str]) -> None:
    if not codenames:
        return
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    files = Permission.objects.filter(
        content_type__app_label__in=[Image._meta.app_label, "wagtaildocs"], codename__in=FILES
    )
    for permission in files:
        GroupCollectionPermission.objects.create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )


def _create_workflow(reviewers: Group) -> None:
    """A page that an editor submits is read by the secretariat before it is public."""
    workflow = Workflow.objects.create(name="Review by the secretariat")
    task = GroupApprovalTask.objects.create(name="Read and approve")
    task.groups.add(reviewers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})
