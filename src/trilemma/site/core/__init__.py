"""The ground of the site: organisations, accounts, tenancy, the one way to write, audit, undo, errors and pages."""
