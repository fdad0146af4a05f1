"""Writes of comments and files."""

from __future__ import annotations

from trilemma.site.inbox.actions.attaching import MOST_BYTES, add_attachment, delete_attachment
from trilemma.site.inbox.actions.commenting import add_comment, delete_comment, edit_comment

__all__ = ["MOST_BYTES", "add_attachment", "add_comment", "delete_attachment", "delete_comment", "edit_comment"]
