"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig


class TrialConfig(AppConfig):
    """Trial runs."""

    name = "tests.site.trial"
    label = "trial"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tests.site.trial import computations as trial
        from trilemma.site.runs.jobs.handlers import register

        register("trial.tiny", load=trial.load, compute=trial.give, save=trial.save, quick=True)
        for name in ("give", "sleep", "backwards", "hang", "die", "fail"):
            register(f"trial.{name}", load=trial.load, compute=getattr(trial, name), save=trial.save)
