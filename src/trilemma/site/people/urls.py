"""Addresses of people."""

from __future__ import annotations

from django.urls import path

from trilemma.site.people.views import absences, calendars, lists, persons, teams

HERE = "o/<slug:organisation>"

urlpatterns = [
    path(f"{HERE}/people/", lists.list_people, name="people"),
    path(f"{HERE}/people/new", lists.add_someone, name="add_person"),
    path(f"{HERE}/people/<str:person>/", persons.show_person, name="person"),
    path(f"{HERE}/people/<str:person>/cell", lists.edit, name="person_cell"),
    path(f"{HERE}/people/<str:person>/agree", persons.agree, name="agree_to_overtime"),
    path(f"{HERE}/people/<str:person>/bin", persons.put_into_bin, name="bin_person"),
    path(f"{HERE}/people/<str:person>/export", persons.export, name="export_person"),
    path(f"{HERE}/people/<str:person>/restore", persons.restore, name="restore_person"),
    path(f"{HERE}/people/<str:person>/save/<str:section>", persons.save, name="save_person"),
    path(f"{HERE}/teams/new", lists.add_a_team, name="add_team"),
    path(f"{HERE}/teams/<str:team>/", teams.show_team, name="team"),
    path(f"{HERE}/teams/<str:team>/bin", teams.put_team_into_bin, name="bin_team"),
    path(f"{HERE}/teams/<str:team>/restore", teams.take_team_out, name="restore_team"),
    path(f"{HERE}/teams/<str:team>/save/<str:section>", teams.save_team, name="save_team"),
    path(f"{HERE}/absences/", absences.show_absences, name="absences"),
    path(f"{HERE}/absences/new", absences.add, name="add_absence"),
    path(f"{HERE}/absences/<str:absence>/remove", absences.remove, name="remove_absence"),
    path(f"{HERE}/calendars/", calendars.list_calendars, name="calendars"),
    path(f"{HERE}/calendars/new", calendars.new_calendar, name="new_calendar"),
    path(f"{HERE}/calendars/create", calendars.create_calendar, name="create_calendar"),
    path(f"{HERE}/calendars/regions", calendars.regions, name="regions"),
    path(f"{HERE}/calendars/<str:calendar>/", calendars.show_calendar, name="calendar"),
    path(f"{HERE}/calendars/<str:calendar>/save", calendars.save_calendar, name="save_calendar"),
    path(f"{HERE}/calendars/<str:calendar>/exceptions", calendars.save_exceptions, name="save_exceptions"),
    path(f"{HERE}/calendars/<str:calendar>/weeks", calendars.save_weeks, name="save_weeks"),
    path(f"{HERE}/calendars/<str:calendar>/usual", calendars.use_usually, name="use_calendar_usually"),
    path(f"{HERE}/calendars/<str:calendar>/bin", calendars.put_calendar_into_bin, name="bin_calendar"),
]
