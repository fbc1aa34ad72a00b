"""The editor of rich text, forgiving towards what was pasted into it."""

import json
from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea

PLAIN = "unstyled"


class ProseArea(DraftailRichTextArea):
    """Wagtail's editor, but what it cannot store loses its form and not its words, and never the whole page.

    A link pasted without an address (Word's `<a name="_Toc…">`, a link copied from a page that built it by script)
    reaches Wagtail as an entity without `url` or `id`, and saving the page ends in an error (wagtail#13815 and its
    kin). A kind of paragraph that the field does not have would be dropped together with what it says.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        sent = data.get(name)
        if sent is None:
            return None
        stored: str = self.converter.to_database_format(self.mended(sent))
        return stored

    def mended(self, sent: str) -> str:
        """Return Draft.js's raw content (JSON) with only what this field can store."""
        try:
            content = json.loads(sent)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            return "{}"
        entities = content.get("entityMap") or {}
        good = {key for key, entity in entities.items() if self._leads_somewhere(entity)}
        kinds = {kind["type"] for kind in self.options.get("blockTypes", [])}
        for block in content.get("blocks") or []:
            ranges = [each for each in block.get("entityRanges") or [] if str(each.get("key")) in good]
            block["entityRanges"] = ranges
            if block.get("type") not in kinds:
                block["type"] = PLAIN
        return json.dumps(content)

    def _leads_somewhere(self, entity: Any) -> bool:
        kinds = {kind["type"] for kind in self.options.get("entityTypes", [])}
        if not isinstance(entity, dict) or entity.get("type") not in kinds:
            return False
        aim = entity.get("data")
        if not isinstance(aim, dict):
            return False
        if aim.get("id") is not None:
            return str(aim["id"]).isdigit()
        return entity["type"] == "LINK" and isinstance(aim.get("url"), str) and aim["url"] != ""
