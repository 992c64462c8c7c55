"""The demo's own pages."""

from django.urls import path

from nqt.demo import views

app_name = "demo"

urlpatterns = [
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<str:id>/", views.letter, name="letter"),
    path("mail/<str:id>/html/", views.letter_html, name="letter-html"),
]
