"""A toast says what happened and who knows; for ten seconds it may offer to undo. Errors are notices, not toasts."""

from django.contrib import messages


def say(request, text: str, *, undo_url: str = "") -> None:
    """Show `text` once, on the next page or with the next partial. `undo_url` gets a POST from its Undo button."""
    messages.success(request, text, extra_tags=f"undo:{undo_url}" if undo_url else "")
