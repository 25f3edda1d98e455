"""What takes long and nobody waits for."""

from celery import shared_task


@shared_task
def draw_thumbnail(pk: int):
    """The small picture of a large file (W4)."""
    from briefs.actions.making import keep_thumbnail
    from briefs.models import WorkFile

    file = WorkFile.objects.filter(pk=pk).first()
    return file is not None and keep_thumbnail(file)
