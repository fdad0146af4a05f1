"""Accounts at work: sign-up by invitation, members of an organisation, its settings and export. The rows are core's."""
