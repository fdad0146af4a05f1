"""Plans from Jira's CSV export, in any language."""

from trilemma.files.jira.reader import is_jira, read_jira_csv

__all__ = ["is_jira", "read_jira_csv"]
