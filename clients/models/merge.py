from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from clients.models.client import Client
from clients.models.contact import Contact


class MergedContact(models.Model):
    """A contact that was entered twice and lives on in another (C3): its old address leads there, and what it said is kept."""

    old_id = models.BigIntegerField(unique=True, help_text="The key that it had.")
    kept = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="merged")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="Every field of it as it stood.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.facts.get('name', self.old_id)}, merged into {self.kept}"


class MergedClient(models.Model):
    """A client that was entered twice and lives on in another (C2, ADR 0049). As MergedContact."""

    old_id = models.BigIntegerField(unique=True, help_text="The key that it had.")
    kept = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="merged")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="Every field of it as it stood.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.facts.get('name', self.old_id)}, merged into {self.kept}"
