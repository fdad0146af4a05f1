"""Addresses of comments and files."""

from __future__ import annotations

from django.urls import path

from trilemma.site.inbox import views

BELOW = "o/<slug:organisation>/"
ABOUT = f"{BELOW}about/<str:scope>/<str:word>/<str:subject>"

urlpatterns = [
    path(ABOUT, views.discussion, name="discussion"),
    path(f"{ABOUT}/comments", views.comment_new, name="add_comment"),
    path(f"{ABOUT}/files", views.attachment_new, name="add_attachment"),
    path(f"{BELOW}comments/<str:comment>", views.comment_edit, name="edit_comment"),
    path(f"{BELOW}comments/<str:comment>/delete", views.comment_delete, name="delete_comment"),
    path(f"{BELOW}files/<str:attachment>", views.attachment_download, name="attachment"),
    path(f"{BELOW}files/<str:attachment>/delete", views.attachment_delete, name="delete_attachment"),
]
