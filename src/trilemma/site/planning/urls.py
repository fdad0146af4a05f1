"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from trilemma.site.planning.views import parts, pieces, plan, soundness, starting, versions, ways

BELOW = "o/<slug:organisation>/projects/"
PLAN = "o/<slug:organisation>/plans/<str:plan>"

urlpatterns = [
    path(f"{BELOW}new", starting.new_project, name="new_project"),
    path(f"{BELOW}new/upload", starting.upload_plan, name="upload_plan"),
    path(f"{BELOW}new/import/<str:draft>", starting.import_plan, name="import_plan"),
    path(f"{BELOW}new/import/<str:draft>/discard", starting.discard_import, name="discard_import"),
    path(f"{BELOW}<str:project>/plan", plan.plan_page, name="plan"),
    path(f"{BELOW}<str:project>/scope", parts.plan_parts, name="plan_parts"),
    path(f"{BELOW}<str:project>/scope/kinds/new", parts.edit_kind, name="add_work_kind"),
    path(f"{BELOW}<str:project>/scope/kinds/<str:kind>", parts.edit_kind, name="edit_work_kind"),
    path(f"{BELOW}<str:project>/scope/of-plan/<str:what>", parts.edit_head, name="edit_plan_head"),
    path(f"{BELOW}<str:project>/scope/<str:table>/new", parts.edit_part, name="add_plan_part"),
    path(f"{BELOW}<str:project>/scope/<str:table>/<str:part>", parts.edit_part, name="edit_plan_part"),
    path(f"{BELOW}<str:project>/scope/<str:table>/<str:part>/remove", parts.delete_part, name="remove_plan_part"),
    path(f"{BELOW}<str:project>/health", soundness.plan_soundness, name="plan_soundness"),
    path(f"{BELOW}<str:project>/versions", versions.plan_versions, name="plan_versions"),
    path(f"{BELOW}<str:project>/versions/compare", versions.compare_versions, name="compare_versions"),
    path(f"{BELOW}<str:project>/versions/baselines", versions.new_baseline, name="take_baseline"),
    path(f"{BELOW}<str:project>/versions/scenarios", versions.new_scenario, name="make_scenario"),
    path(
        f"{BELOW}<str:project>/versions/baselines/<str:baseline>/remove",
        versions.delete_baseline,
        name="remove_baseline",
    ),
    path(f"{PLAN}/discard", versions.delete_scenario, name="discard_scenario"),
    path(f"{PLAN}/files/plan.<str:suffix>", versions.plan_file, name="plan_file"),
    path(f"{BELOW}<str:project>/ways", ways.plan_ways, name="plan_ways"),
    path(f"{PLAN}/activities/<str:activity>/modes", ways.activity_modes, name="activity_modes"),
    path(PLAN, plan.scenario_page, name="scenario"),
    path(f"{PLAN}/plan.json", plan.plan_json, name="plan_data"),
    path(f"{PLAN}/costs", plan.plan_costs, name="plan_costs"),
    path(f"{PLAN}/edits", plan.plan_edits, name="plan_edits"),
    path(f"{PLAN}/preview", plan.plan_preview, name="plan_preview"),
    path(f"{PLAN}/undo", plan.plan_undo, name="plan_undo"),
    path(f"{PLAN}/redo", plan.plan_redo, name="plan_redo"),
    path(f"{PLAN}/changes", plan.plan_changes, name="plan_changes"),
    path(f"{PLAN}/load", pieces.plan_load, name="plan_load"),
    path(f"{PLAN}/activities/<str:activity>/why", pieces.activity_why, name="activity_why"),
    path(f"{PLAN}/activities/<str:activity>/details", pieces.activity_details, name="activity_details"),
]
