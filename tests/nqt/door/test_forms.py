"""A serializer seen as a form."""

from rest_framework import serializers

from nqt.door.forms.form import Form


def test_form_writes_long_lengths_without_a_thousands_space():
    class Long(serializers.Serializer):
        reason = serializers.CharField(max_length=2000)

    assert Form(Long()).fields[0].attrs["maxlength"] == "2000"
